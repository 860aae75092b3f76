/// Busy channels of every shape, disturbed at random, with books that must balance.
///
/// Start with [io.millrace.soak.Soak], the command; [io.millrace.soak.Round] is what it repeats. It
/// uses the public library alone.
@NullMarked
package io.millrace.soak;

import org.jspecify.annotations.NullMarked;
