package io.millrace.pipeline;

import java.util.stream.Gatherer;

/// The sink of a stage that is a [Gatherer]. It is used as by a sequential stream.
final class GatherStep<T, A, R> extends Sink.Link<T, R> {
    private final Gatherer<? super T, A, R> gatherer;
    private final A state;
    private final Emitting<R> out;
    private final Gatherer.Downstream<R> downstream;
    private boolean wants = true;

    GatherStep(Sink<? super R> next, Gatherer<? super T, A, R> gatherer) {
        super(next);
        this.gatherer = gatherer;
        state = gatherer.initializer().get();
        out = new Emitting<>(next);
        downstream =
                new Gatherer.Downstream<>() {
                    @Override
                    public boolean push(R element) {
                        return out.push(element);
                    }

                    @Override
                    public boolean isRejecting() {
                        return out.isRejecting();
                    }
                };
    }

    @Override
    public boolean push(T value) throws Exception {
        if (wants) {
            try {
                wants = gatherer.integrator().integrate(state, value, downstream);
            } catch (RuntimeException e) {
                throw out.failureOr(e);
            }
            wants &= out.wantsMore();
        }
        return wants;
    }

    @Override
    public void end() throws Exception {
        try {
            gatherer.finisher().accept(state, downstream);
        } catch (RuntimeException e) {
            throw out.failureOr(e);
        }
        out.wantsMore();
        next.end();
    }
}
