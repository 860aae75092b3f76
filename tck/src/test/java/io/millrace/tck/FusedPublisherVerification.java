package io.millrace.tck;

import io.millrace.pipeline.Pipeline;

/// Publishers without any thread but the subscription's.
public final class FusedPublisherVerification extends PublisherVerification {
    @Override
    Pipeline<Long> shape(Pipeline<Long> source) {
        return source.map(x -> x).filter(x -> x >= 0);
    }
}
