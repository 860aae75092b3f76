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
import io.millrace.task.Concurrently;
import io.millrace.task.ErrGroup;
import io.millrace.task.Policy;
import io.millrace.task.Promise;
import io.millrace.task.Request;
import io.millrace.task.Scope;
import io.millrace.task.Shutdown;
import io.millrace.task.Task;
import java.time.Duration;
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
    void by_groups_and_promises() throws Exception {
        refused(
                () -> ErrGroup.open(null),
                () -> ErrGroup.builder().name(null),
                () -> ErrGroup.builder().context(null),
                () -> ErrGroup.builder().threads(null),
                () -> new Promise<String>(null),
                () -> Promise.of(null));
        try (var group = ErrGroup.builder().limit(1).open()) {
            refused(
                    () -> group.go(null),
                    () -> group.go(null, () -> {}),
                    () -> group.go("name", null),
                    () -> group.tryGo(null),
                    () -> group.tryGo(null, Duration.ZERO),
                    () -> group.tryGo(() -> {}, null),
                    () -> group.await(null),
                    () -> group.cancel(null));
            assertEquals(0, group.stats().started());
            assertFalse(group.context().isDone());
            group.await();
        }
        var promise = new Promise<String>();
        refused(
                () -> promise.fail(null),
                () -> promise.cancel(null),
                () -> promise.end(null),
                () -> promise.outcome(null),
                () -> promise.onDone(null));
        assertFalse(promise.isDone());
    }

    @Test
    @Conformance("Q179")
    void by_what_combines_asks_and_shuts_down() {
        Callable<String> call = () -> "x";
        Channel<Request<String, String>> server = Request.channel(1);
        var request = new Request<String, String>("x");
        try (var scope = Scope.open()) {
            refused(
                    () -> scope.join(null),
                    () -> Concurrently.all((List<Callable<String>>) null),
                    () -> Concurrently.any((List<Callable<String>>) null),
                    () -> Concurrently.race((List<Callable<String>>) null),
                    () -> Concurrently.all(call, null),
                    () -> Concurrently.any(call, null),
                    () -> Concurrently.race(call, null),
                    () -> Concurrently.hedge(null, 1, call),
                    () -> Concurrently.hedge(Duration.ZERO, 1, null),
                    () -> Concurrently.hedge(null, List.of(call)),
                    () -> Concurrently.hedge(Duration.ZERO, null),
                    () -> new Request<String, String>(null),
                    () -> new Request<>("x", null),
                    () -> Request.<String, String>ask(null, "x"),
                    () -> Request.ask(server, null),
                    () -> Request.ask(server, "x", null),
                    () -> request.answer(null),
                    () -> Shutdown.of((Scope) null),
                    () -> Shutdown.of().name(null),
                    () -> Shutdown.of().group(null),
                    () -> Shutdown.of().stopIntake(null, () -> {}),
                    () -> Shutdown.of().stopIntake(Duration.ZERO, null),
                    () -> Shutdown.of().drain(null),
                    () -> Shutdown.of().cancel(null),
                    () -> Shutdown.of().onReport(null));
            assertEquals(0, scope.stats().started());
        }
        assertEquals(0, server.stats().size());
        assertFalse(request.reply().isDone());
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
