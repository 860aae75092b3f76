package io.millrace.fan;

import io.millrace.channel.Receiver;
import java.util.function.ToIntFunction;

/// Gives each value to the one outlet that a function of the value chooses.
final class Choosing<T> extends Spreading<T> {
    private final ToIntFunction<? super T> choice;

    Choosing(
            Plan<T> plan,
            String shape,
            Receiver<? extends T> source,
            int outlets,
            ToIntFunction<? super T> choice) {
        super(plan, shape, source, outlets);
        this.choice = choice;
    }

    @Override
    void spread(T value) throws InterruptedException {
        give(outlets().get(choice.applyAsInt(value)), value);
    }
}
