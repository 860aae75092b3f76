/// Tests of the runs of programs, and the short round itself.
@NullMarked
package io.millrace.schedules.programs;

import org.jspecify.annotations.NullMarked;
