package io.millrace.tck;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;
import java.io.IOException;
import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/// The TCK's tests of publishers, for one shape of pipeline.
public abstract class PublisherVerification extends FlowPublisherVerification<Long> {
    private static final long TIMEOUT_MILLIS = 1_000;
    private static final long SILENCE_MILLIS = 50;

    /// Makes the tests.
    protected PublisherVerification() {
        super(new TestEnvironment(TIMEOUT_MILLIS, SILENCE_MILLIS, SILENCE_MILLIS));
    }

    /// Puts stages behind a source.
    abstract Pipeline<Long> shape(Pipeline<Long> source);

    @Override
    public Flow.Publisher<Long> createFlowPublisher(long elements) {
        return shape(Source.range(0, elements)).publisher();
    }

    @Override
    public Flow.Publisher<Long> createFailedFlowPublisher() {
        return shape(
                        Source.generate(() -> {
                            throw new IOException("it fails at once");
                        }))
                .publisher();
    }
}
