package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.context.Context;
import io.millrace.context.Key;
import io.millrace.fixture.Conformance;
import io.millrace.observe.Histogram;
import io.millrace.observe.Snapshot;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import io.millrace.task.Action;
import io.millrace.task.Body;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/// Null, where a value is wanted, is refused before anything changes.
class NullArgumentsTest {
    private static final Key<String> KEY = Key.of("key", String.class);

    private static void refused(Executable... calls) {
        for (int i = 0; i < calls.length; i++) {
            assertThrows(NullPointerException.class, calls[i], "call number " + (i + 1));
        }
    }

    @Test
    @Conformance({"Q179", "H104", "H110"})
    void by_contexts() {
        for (Context context :
                List.of(
                        Context.background(),
                        Context.background().withCancel(),
                        Context.background().with(KEY, "x"))) {
            refused(
                    () -> context.withTimeout(null),
                    () -> context.withDeadline(null),
                    () -> context.with(null, "x"),
                    () -> context.with(KEY, null),
                    () -> context.get(null),
                    () -> context.afterCancel(null),
                    () -> context.afterCancel(null, () -> {}),
                    () -> context.afterCancel(Runnable::run, null),
                    () -> context.onDone((Supplier<String>) null),
                    () -> context.onDone((Function<Throwable, String>) null),
                    () -> context.call(null));
            assertFalse(context.isDone());
            assertEquals("called", context.call(() -> "called"));
        }
        Context.Cancellable context = Context.background().withCancel();
        refused(() -> context.cancel(null));
        assertFalse(context.isDone());
        refused(() -> Key.of(null, String.class), () -> Key.of("key", null));
    }

    @Test
    @Conformance("Q179")
    void by_scopes() throws Exception {
        refused(
                () -> Scope.open(null),
                () -> Scope.run((Body<String, Exception>) null),
                () -> Scope.builder().name(null),
                () -> Scope.builder().context(null),
                () -> Scope.builder().policy((Policy) null),
                () -> Scope.builder().threads((ThreadFactory) null));
        try (var scope = Scope.open()) {
            refused(
                    () -> scope.go((Callable<String>) null),
                    () -> scope.go((Action) null),
                    () -> scope.go(null, () -> "x"),
                    () -> scope.go("name", (Callable<String>) null),
                    () -> scope.go("name", (Action) null),
                    () -> scope.produce(0, null),
                    () -> scope.cancel(null));
            assertEquals(0, scope.stats().started());
            assertFalse(scope.context().isDone());
            scope.join();
        }
    }

    @Test
    @Conformance("Q179")
    void by_tasks() {
        try (var scope = Scope.open()) {
            Task<Object> task = scope.go(() -> Channel.never().receive());
            refused(() -> task.outcome(null), () -> task.onDone(null));
            assertFalse(task.isDone());
        }
    }

    @Test
    @Conformance("Q179")
    void by_what_observes() {
        try (var watch = Watch.open()) {
            refused(() -> watch.snapshot().of(null));
            assertEquals(List.of(), watch.snapshot().entries());
        }
        refused(
                () -> new Histogram().add(null),
                () -> new Snapshot(null, new WaitStats(List.of(), List.of()), 0),
                () -> new WaitStats(null, List.of()),
                () -> new WaitStats(List.of(), null));
    }
}
