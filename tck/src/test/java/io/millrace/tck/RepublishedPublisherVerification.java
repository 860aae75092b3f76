package io.millrace.tck;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;

/// Published, subscribed to, and published again: the two together are a processor.
public final class RepublishedPublisherVerification extends PublisherVerification {
    @Override
    Pipeline<Long> shape(Pipeline<Long> source) {
        return Source.fromPublisher(source.publisher(), 4);
    }
}
