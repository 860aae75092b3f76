/// The tree behind the contexts. Not exported.
///
/// Storey 3, as [io.millrace.context], of which it is the inside. Start reading at [CancelNode].
@NullMarked
package io.millrace.context.tree;

import org.jspecify.annotations.NullMarked;
