package io.millrace.tck;

import io.millrace.pipeline.Pipeline;

/// Publishers of a pipeline with a buffer.
public final class BufferedPublisherVerification extends PublisherVerification {
    @Override
    Pipeline<Long> shape(Pipeline<Long> source) {
        return source.buffer(8);
    }
}
