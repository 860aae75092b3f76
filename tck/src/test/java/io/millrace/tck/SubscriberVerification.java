package io.millrace.tck;

import io.millrace.pipeline.Source;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/// The TCK's black-box tests of subscribers, for the one that a pipeline subscribes with. There are
/// no white-box tests: they want to tell the subscriber how much to request, and this one requests
/// what its pipeline takes.
public final class SubscriberVerification extends FlowSubscriberBlackboxVerification<Integer> {
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long SILENCE_MILLIS = 50;

    /// Makes the tests.
    public SubscriberVerification() {
        super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS));
    }

    @Override
    public Flow.Subscriber<Integer> createFlowSubscriber() {
        var subscribed = new CompletableFuture<Flow.Subscriber<? super Integer>>();
        // Runs for as long as the test lets it: a subscription that the test forgets is never
        // ended.
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        Source.<Integer>fromPublisher(subscribed::complete, 4).forEach(value -> {});
                    } catch (Exception e) {
                        // The test has told its subscriber of an error, or broken a rule.
                    }
                });
        @SuppressWarnings("unchecked") // a consumer of Integers or of more
        var subscriber = (Flow.Subscriber<Integer>) subscribed.join();
        return subscriber;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
