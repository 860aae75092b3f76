package io.millrace.pubsub;

/// The cause with which a subscription ends that was [too slow][SlowSubscriber.Fail].
public final class SlowSubscriberException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SlowSubscriberException(String message) {
        super(message);
    }
}
