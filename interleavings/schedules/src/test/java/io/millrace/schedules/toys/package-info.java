/// Small things with faults in them, woven as the core is.
@NullMarked
package io.millrace.schedules.toys;

import org.jspecify.annotations.NullMarked;
