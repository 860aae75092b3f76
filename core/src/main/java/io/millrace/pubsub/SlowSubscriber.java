package io.millrace.pubsub;

import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.Objects;

/// What happens to a message for a subscription that has no room for it. Whatever is dropped is
/// counted.
public sealed interface SlowSubscriber {

    /// Who publishes waits until there is room.
    record Block() implements SlowSubscriber {}

    /// Who publishes waits for so long, and then this subscription misses the message.
    ///
    /// @param timeout how long
    record BlockFor(Duration timeout) implements SlowSubscriber {

        /// Makes the policy.
        public BlockFor {
            Objects.requireNonNull(timeout, "timeout");
        }

        long nanos() {
            return Door.nanos(timeout);
        }
    }

    /// The message that has waited longest is dropped.
    record DropOldest() implements SlowSubscriber {}

    /// The new message is dropped.
    record DropNewest() implements SlowSubscriber {}

    /// The subscription fails with a [SlowSubscriberException], after what it holds.
    record Fail() implements SlowSubscriber {}

    /// Returns [Block], the usual policy: back-pressure.
    static SlowSubscriber block() {
        return new Block();
    }

    /// Returns [BlockFor].
    static SlowSubscriber blockFor(Duration timeout) {
        return new BlockFor(timeout);
    }

    /// Returns [DropOldest].
    static SlowSubscriber dropOldest() {
        return new DropOldest();
    }

    /// Returns [DropNewest].
    static SlowSubscriber dropNewest() {
        return new DropNewest();
    }

    /// Returns [Fail].
    static SlowSubscriber fail() {
        return new Fail();
    }
}
