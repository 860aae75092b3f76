package io.millrace.guard;

import io.millrace.guard.CircuitBreaker.Verdict;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a circuit breaker takes the end of a call for.
///
/// @param classifier of what is thrown; the user's, perhaps
/// @param failedResult tells which results are failures; null if none is
record Verdicts(
        Function<? super Throwable, Verdict> classifier, @Nullable Predicate<Object> failedResult) {

    /// Judges as the classifier does; if that throws itself, the call has failed.
    Verdict on(Throwable thrown) {
        try {
            return Objects.requireNonNull(classifier.apply(thrown), "the classifier returned null");
        } catch (Throwable e) { // a probe that is not reported would keep its place
            thrown.addSuppressed(e);
            return Verdict.FAILURE;
        }
    }

    Verdict onResult(@Nullable Object result) {
        if (failedResult == null || result == null) {
            return Verdict.SUCCESS;
        }
        return failedResult.test(result) ? Verdict.FAILURE : Verdict.SUCCESS;
    }

    /// Classifies as a breaker does that is not told otherwise.
    static Verdict classify(Throwable thrown) {
        return thrown instanceof RejectedException || GivenUp.isIn(thrown)
                ? Verdict.IGNORED
                : Verdict.FAILURE;
    }
}
