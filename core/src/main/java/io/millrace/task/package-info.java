/// Tasks that cannot be lost: each belongs to a scope, a failure always has a receiver, and nothing
/// outlives its scope.
///
/// Storey 4: uses [io.millrace.channel], [io.millrace.context] and below. Start reading at [Scope].
@NullMarked
package io.millrace.task;

import org.jspecify.annotations.NullMarked;
