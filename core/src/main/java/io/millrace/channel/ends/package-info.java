/// Ends of channels that are handed out with something of their own. Not exported.
///
/// Storey 3, as [io.millrace.channel], of which it is a part. Start reading at [ReceivingEnd].
@NullMarked
package io.millrace.channel.ends;

import org.jspecify.annotations.NullMarked;
