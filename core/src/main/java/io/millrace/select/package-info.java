/// Waiting for the first of several things.
///
/// Storey 2: uses [io.millrace.waiting] and below. Whatever can be waited for makes
/// [clauses][Clause]: a channel, a task, a context. [Select] puts them together; start reading
/// there.
@NullMarked
package io.millrace.select;

import org.jspecify.annotations.NullMarked;
