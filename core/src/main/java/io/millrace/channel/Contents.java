package io.millrace.channel;

import org.jspecify.annotations.Nullable;

/// What lies in a channel's buffer, for whoever wants to look without receiving: [QueueView].
///
/// All of it acts at one instant. A channel that was cancelled has nothing to show: what is still
/// buffered is being discarded.
interface Contents {

    /// The contents of a channel that never holds anything.
    Contents NONE =
            new Contents() {
                @Override
                public @Nullable Object first() {
                    return null;
                }

                @Override
                public Object[] values() {
                    return new Object[0];
                }

                @Override
                public boolean remove(Object value, int behind) {
                    return false;
                }
            };

    /// Returns the value that would be received next, null if nothing is buffered.
    @Nullable Object first();

    /// Returns a copy of the buffer, the value that would be received next first.
    Object[] values();

    /// Removes a value from the buffer, as if it had been received.
    ///
    /// It is found by identity, as no foreign `equals` may run under a lock. Should the buffer hold
    /// the same object several times, it is the one that has `behind` others behind it: whatever
    /// leaves the channel meanwhile leaves in front.
    ///
    /// @return false if it is not there any more
    boolean remove(Object value, int behind);
}
