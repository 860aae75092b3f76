/// Tasks that cannot be lost: each belongs to a scope, a failure always has a receiver, and nothing
/// outlives its scope.
///
/// Storey 4: uses [io.millrace.channel], [io.millrace.context] and below. Start reading at [Scope].
///
/// | I want to | |
/// |---|---|
/// | start tasks and wait for them | [Scope] |
/// | so many at a time | [ErrGroup] |
/// | several calls at once, and all results, the first, or the fastest | [Concurrently] |
/// | a value that comes from elsewhere | [Promise] |
/// | ask a task that owns something | [Request] |
/// | end a program in good order | [Shutdown] |
@NullMarked
package io.millrace.task;

import org.jspecify.annotations.NullMarked;
