/// The short round of the programs over locks.
@NullMarked
package io.millrace.schedules.locks;

import org.jspecify.annotations.NullMarked;
