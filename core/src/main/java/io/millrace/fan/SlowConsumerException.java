package io.millrace.fan;

/// The cause with which the stream of a consumer ends that was [too slow][SlowConsumer#DISCONNECT].
public final class SlowConsumerException extends RuntimeException {
    private static final long serialVersionUID = 1;

    SlowConsumerException(String message) {
        super(message);
    }
}
