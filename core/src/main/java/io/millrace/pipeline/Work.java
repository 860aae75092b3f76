package io.millrace.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What a stage does with one element. Used by several threads at a time.
interface Work<T, R> {

    /// Makes of `value` what it makes, and pushes that.
    ///
    /// @return false if `out` wants no more
    boolean perform(T value, Sink<? super R> out) throws Exception;

    static <T, R> Work<T, R> map(
            Workers<? super T> how,
            Mapping<? super T, ? extends R> function,
            @Nullable Recovery<? super T, R> recovery) {
        return (value, out) -> {
            R result = call(how, value, function, recovery);
            return result == null || out.push(result);
        };
    }

    private static <W, T extends W, R> @Nullable R call(
            Workers<W> how,
            T value,
            Mapping<? super T, ? extends R> function,
            @Nullable Recovery<? super T, R> recovery)
            throws Exception {
        // A Workers<W> hands on what it is given, so that a function of T is all that is asked for.
        @SuppressWarnings("unchecked")
        var same = (Workers<T>) how;
        return same.call(value, function, recovery);
    }

    static <T> Work<T, T> filter(Workers<? super T> how, Condition<? super T> condition) {
        return (value, out) -> {
            Boolean passes = call(how, value, condition::test, null);
            return passes == null || !passes || out.push(value);
        };
    }

    /// With a guard, or where failures are skipped, nothing of an element's results is passed on
    /// before all of them are known: an attempt that failed leaves no trace.
    static <T, R> Work<T, R> expand(Workers<? super T> how, Expansion<? super T, R> expansion) {
        if (how.isPlain()) {
            return (value, out) -> Emitting.expand(expansion, value, out);
        }
        return (value, out) -> {
            List<R> results = call(how, value, each -> collect(expansion, each), null);
            boolean wants = true;
            for (int i = 0; results != null && wants && i < results.size(); i++) {
                wants = out.push(results.get(i));
            }
            return wants;
        };
    }

    private static <T, R> List<R> collect(Expansion<? super T, R> expansion, T value)
            throws Exception {
        var results = new ArrayList<R>();
        expansion.expand(value, each -> results.add(Objects.requireNonNull(each, "value")));
        return results;
    }
}
