/// Small programs over what `io.millrace.sync` has, run under many schedules.
///
/// A lock has no values to account for, so there is no model as for channels. A
/// [io.millrace.schedules.locks.LockProgram] says itself what must hold: who may be in a place at
/// the same time, what is there afterwards, and that nobody is left parked.
///
/// Start reading at [io.millrace.schedules.locks.LockPrograms].
@NullMarked
package io.millrace.schedules.locks;

import org.jspecify.annotations.NullMarked;
