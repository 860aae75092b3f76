package io.millrace.tck;

import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Workers;

/// Publishers of a pipeline with workers, in order and not.
public final class WorkedPublisherVerification extends PublisherVerification {
    @Override
    Pipeline<Long> shape(Pipeline<Long> source) {
        return source.map(Workers.ordered(3), x -> x).map(Workers.unordered(2), x -> x);
    }
}
