/// Cancelling a whole tree of work, with a cause, by hand or by deadline, and carrying values down
/// that tree.
///
/// Storey 3: uses [io.millrace.select], [io.millrace.waiting] and [io.millrace.observe].
///
/// A [Context] is handed down explicitly, as in Go, and every task of a scope finds its own in
/// [Context#current]. The tree behind the contexts is in the package `io.millrace.context.tree`;
/// start reading there at `CancelNode`.
@NullMarked
package io.millrace.context;

import org.jspecify.annotations.NullMarked;
