/// Loading classes with scheduling points in them.
///
/// A [io.millrace.schedules.weave.World] is a class loader; what is woven, and where, says the note
/// of `Weaver`. This package alone is shared by all worlds.
@NullMarked
package io.millrace.schedules.weave;

import org.jspecify.annotations.NullMarked;
