package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.context.Context;
import io.millrace.context.Key;
import io.millrace.fan.Dedupe;
import io.millrace.fan.FanIn;
import io.millrace.fan.FanOut;
import io.millrace.fan.SourceEnd;
import io.millrace.fan.Split;
import io.millrace.fixture.Conformance;
import io.millrace.guard.Backoff;
import io.millrace.guard.Bulkhead;
import io.millrace.guard.CircuitBreaker;
import io.millrace.guard.Fallback;
import io.millrace.guard.Guard;
import io.millrace.guard.Guards;
import io.millrace.guard.Hedge;
import io.millrace.guard.KeyedRateLimiter;
import io.millrace.guard.Rate;
import io.millrace.guard.RateLimiter;
import io.millrace.guard.Retry;
import io.millrace.guard.Timeout;
import io.millrace.observe.Histogram;
import io.millrace.observe.Snapshot;
import io.millrace.observe.WaitStats;
import io.millrace.observe.Watch;
import io.millrace.pipeline.Pipeline;
import io.millrace.pipeline.Source;
import io.millrace.pipeline.Workers;
import io.millrace.pool.ChannelPool;
import io.millrace.pool.Dispatch;
import io.millrace.pool.WorkerPool;
import io.millrace.pubsub.AckSubscription;
import io.millrace.pubsub.DeadLetter;
import io.millrace.pubsub.Delivery;
import io.millrace.pubsub.Message;
import io.millrace.pubsub.SlowSubscriber;
import io.millrace.pubsub.Subscription;
import io.millrace.pubsub.Topic;
import io.millrace.pubsub.Topics;
import io.millrace.sync.Barrier;
import io.millrace.sync.KeyedMutex;
import io.millrace.sync.Memo;
import io.millrace.sync.Mutex;
import io.millrace.sync.Once;
import io.millrace.sync.Preference;
import io.millrace.sync.ReadWriteMutex;
import io.millrace.sync.RunnableOp;
import io.millrace.sync.Semaphore;
import io.millrace.sync.SingleFlight;
import io.millrace.sync.WaitGroup;
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
import io.millrace.time.Debounce;
import io.millrace.time.Shaper;
import io.millrace.time.Throttle;
import io.millrace.time.Ticker;
import io.millrace.time.TimedCall;
import io.millrace.time.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
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
    void by_timers_and_tickers() throws Exception {
        Duration day = Duration.ofDays(1);
        Timer timer = Timer.after(day);
        TimedCall call = Timer.call(day, () -> {});
        try (var ticker = Ticker.every(day)) {
            refused(
                    () -> Timer.after(null),
                    () -> Timer.call(null, () -> {}),
                    () -> Timer.call(day, null),
                    () -> Timer.call(day, null, () -> {}),
                    () -> timer.reset(null),
                    () -> timer.tryAwait(null),
                    () -> timer.onFire(null),
                    () -> call.reset(null),
                    () -> Ticker.every(null),
                    () -> Ticker.builder(day).name(null),
                    () -> Ticker.builder(day).initialDelay(null),
                    () -> Ticker.builder(day).missed(null),
                    () -> ticker.reset(null),
                    () -> ticker.tryAwait(null),
                    () -> ticker.onTick(null));
            assertTrue(timer.isPending());
            assertTrue(call.stop());
            assertEquals(day, ticker.stats().period());
        }
    }

    @Test
    @Conformance("Q179")
    void by_locks() throws Exception {
        var mutex = new Mutex();
        var condition = mutex.condition();
        var readWrite = new ReadWriteMutex();
        var keyed = new KeyedMutex<String>();
        RunnableOp<Exception> nothing = () -> {};
        refused(
                () -> new Mutex(null),
                () -> mutex.condition(null),
                () -> mutex.tryLock(null),
                () -> mutex.withLock((RunnableOp<Exception>) null),
                () -> mutex.withLock((ScopedValue.CallableOp<String, Exception>) null),
                () -> mutex.onLock(null),
                () -> condition.await((Duration) null),
                () -> condition.await((BooleanSupplier) null),
                () -> condition.await(null, Duration.ZERO),
                () -> condition.await(() -> true, null),
                () -> new ReadWriteMutex(null),
                () -> new ReadWriteMutex(Preference.FAIR, null),
                () -> readWrite.tryLockRead(null),
                () -> readWrite.tryLockWrite(null),
                () -> readWrite.withRead((RunnableOp<Exception>) null),
                () -> readWrite.withRead((ScopedValue.CallableOp<String, Exception>) null),
                () -> readWrite.withWrite((RunnableOp<Exception>) null),
                () -> readWrite.withWrite((ScopedValue.CallableOp<String, Exception>) null),
                () -> readWrite.onLockRead(null),
                () -> readWrite.onLockWrite(null),
                () -> new KeyedMutex<String>(null),
                () -> keyed.lock(null),
                () -> keyed.tryLock(null),
                () -> keyed.tryLock(null, Duration.ZERO),
                () -> keyed.tryLock("key", null),
                () -> keyed.unlock(null),
                () -> keyed.isLocked(null),
                () -> keyed.withLock(null, nothing),
                () -> keyed.withLock("key", (RunnableOp<Exception>) null),
                () -> keyed.withLock("key", (ScopedValue.CallableOp<String, Exception>) null));
        assertFalse(mutex.isLocked());
        assertEquals(0, readWrite.readers());
        assertFalse(readWrite.isWriting());
        assertEquals(0, keyed.stats().keys());
    }

    @Test
    @Conformance("Q179")
    void by_shapers() {
        Duration day = Duration.ofDays(1);
        try (var debounce = Debounce.<String>of(day);
                var throttle = Throttle.<String>of(day)) {
            refused(
                    () -> Debounce.of(null),
                    () -> Debounce.builder(day).name(null),
                    () -> Debounce.builder(day).edge(null),
                    () -> Debounce.builder(day).longest(null),
                    () -> Throttle.of(null),
                    () -> Throttle.builder(day).name(null),
                    () -> Throttle.builder(day).edge(null));
            for (Shaper<String> shaper : List.of(debounce, throttle)) {
                refused(
                        () -> shaper.accept(null),
                        () -> shaper.tryAwait(null),
                        () -> shaper.onValue(null));
                assertEquals(0, shaper.stats().accepted());
            }
        }
    }

    @Test
    @Conformance("Q179")
    void by_what_counts_and_meets() {
        var semaphore = new Semaphore(1);
        var group = new WaitGroup();
        var barrier = new Barrier(1);
        var once = new Once();
        var flights = new SingleFlight<String, String>();
        refused(
                () -> new Semaphore(1, null),
                () -> semaphore.tryAcquire(null),
                () -> semaphore.tryAcquire(1, null),
                () -> semaphore.onAcquire(null),
                () -> new WaitGroup(null),
                () -> group.go(null),
                () -> group.await(null),
                () -> group.onDone(null),
                () -> new Barrier(1, (String) null),
                () -> new Barrier(1, (Runnable) null),
                () -> new Barrier(1, null, "name"),
                () -> new Barrier(1, () -> {}, null),
                () -> barrier.await(null),
                () -> barrier.awaitEnd(0, null),
                () -> barrier.onEnd(0, null),
                () -> new Once(null),
                () -> once.run(null),
                () -> once.onDone(null),
                () -> new Memo<String>(null),
                () -> new Memo<>(() -> "value", null),
                () -> new Memo<>(() -> "value").getWithin(null),
                () -> new Memo<>(() -> "value").onDone(null),
                () -> new SingleFlight<String, String>(null),
                () -> flights.call(null, () -> "value"),
                () -> flights.call("key", null),
                () -> flights.join(null, () -> "value"),
                () -> flights.join("key", null),
                () -> flights.forget(null));
        try (var flight = flights.join("key", () -> "value")) {
            refused(
                    () -> flight.await(null),
                    () -> flight.onDone(null),
                    () -> flight.onDone(value -> value, null));
        }
        assertEquals(1, semaphore.available());
        assertEquals(0, group.count());
        assertEquals(0, barrier.generation());
        assertFalse(once.isDone());
        assertEquals(1, flights.stats().started());
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
                    () -> group.onDone(null),
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
    void by_fans() throws Exception {
        Channel<String> source = Channel.rendezvous();
        try (var scope = Scope.open()) {
            FanIn<String> in = FanIn.of(scope, source);
            FanOut<String> out = FanOut.of(scope, source);
            Dedupe<String> once = Dedupe.of(scope, source);
            refused(
                    () -> FanIn.of(null, source),
                    () -> FanIn.of(scope, (Receiver<String>) null),
                    () -> FanIn.of(scope, (List<Receiver<String>>) null),
                    () -> in.name(null),
                    () -> in.onUndelivered(null),
                    () -> in.onSourceEnd(null),
                    () -> FanOut.of(null, source),
                    () -> FanOut.of(scope, null),
                    () -> out.name(null),
                    () -> out.slow(null),
                    () -> out.onUndelivered(null),
                    () -> out.split(null),
                    () -> out.partition(1, null),
                    () -> out.tee(null),
                    () -> Dedupe.of(null, source),
                    () -> Dedupe.of(scope, null),
                    () -> Dedupe.of(scope, source, null),
                    () -> once.name(null),
                    () -> once.onUndelivered(null),
                    () -> once.within(null, 1),
                    () -> new SourceEnd(0, 0, null),
                    () -> new Split<>(null, source),
                    () -> new Split<>(source, null));
            assertEquals(0, scope.stats().started());
            assertFalse(source.isClosed());
            Receiver<String> merged = in.merge();
            refused(
                    () -> merged.cancel(null),
                    () -> merged.tryReceive(null),
                    () -> merged.drainTo(null, 1),
                    () -> merged.onReceive(null),
                    () -> merged.onReceive(null, closed -> closed),
                    () -> merged.onReceive(value -> value, null));
            assertFalse(source.isClosed());
            merged.cancel();
            scope.join();
        }
    }

    @Test
    @Conformance("Q179")
    void by_topics() throws Exception {
        Topic<String> topic = Topic.open();
        Topics<String> topics = Topics.open();
        Subscription<String> plain = topic.subscribe();
        AckSubscription<String> acked = topic.acknowledged().capacity(1).open();
        refused(
                () -> Topic.open(null),
                () -> Topic.builder().name(null),
                () -> topic.publish(null),
                () -> topic.fail(null),
                () -> topic.subscription().name(null),
                () -> topic.subscription().slow(null),
                () -> topic.subscription().onUndelivered(null),
                () -> topic.acknowledged().name(null),
                () -> topic.acknowledged().slow(null),
                () -> topic.acknowledged().visibility(null),
                () -> topic.acknowledged().retryDelay(null),
                () -> topic.acknowledged().onUndelivered(null),
                () -> Topics.open(null),
                () -> Topics.builder().name(null),
                () -> topics.publish(null, "x"),
                () -> topics.publish("a", null),
                () -> topics.subscribe(null),
                () -> topics.subscription(null),
                () -> topics.acknowledged(null),
                () -> topics.fail(null),
                () -> SlowSubscriber.blockFor(null),
                () -> new Message<>(null, "x"),
                () -> new Message<>("a", null),
                () -> new DeadLetter<>(null, 1, null),
                () -> plain.handle(null),
                () -> plain.messages().cancel(null),
                () -> plain.messages().tryReceive(null),
                () -> plain.messages().drainTo(null, 1),
                () -> plain.messages().onReceive(null),
                () -> plain.messages().onReceive(value -> value, null),
                () -> acked.handle(null),
                () -> acked.deliveries().cancel(null),
                () -> acked.deliveries().onReceive(null));
        assertEquals(2, topic.stats().subscriptions());
        assertEquals(0, topic.stats().published());
        topic.publish("x");
        Delivery<String> delivery = acked.deliveries().receive();
        refused(
                () -> delivery.nack(null),
                () -> delivery.nack(null, new RuntimeException()),
                () -> delivery.nack(Duration.ZERO, null));
        assertEquals(1, acked.stats().leased());
        acked.close();
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

    @Test
    @Conformance("Q179")
    void by_guards() {
        var limiter = RateLimiter.of(Rate.perSecond(1), 1);
        refused(
                () -> Rate.of(1, null),
                () -> Rate.every(null),
                () -> RateLimiter.of(null, 1),
                () -> RateLimiter.builder(Rate.zero()).name(null),
                () -> RateLimiter.builder(Rate.zero()).maxDelay(null),
                () -> RateLimiter.allOf((RateLimiter[]) null),
                () -> RateLimiter.allOf((RateLimiter) null),
                () -> RateLimiter.allOf(limiter).tryAcquire(1, null),
                () -> RateLimiter.allOf(limiter).tryReserve(1, null),
                () -> limiter.tryAcquire(null),
                () -> limiter.tryAcquire(1, null),
                () -> limiter.tryReserve(1, null),
                () -> limiter.onPermit(null),
                () -> limiter.onPermits(1, null),
                () -> limiter.setRate(null),
                () -> KeyedRateLimiter.of(null),
                () -> KeyedRateLimiter.of(null, _ -> null),
                () -> KeyedRateLimiter.of(Rate.zero(), 1).tryAcquire(null),
                () -> KeyedRateLimiter.of(Rate.zero(), 1).acquire(null),
                () -> KeyedRateLimiter.of(Rate.zero(), 1).reserve(null, 1),
                () -> KeyedRateLimiter.of(Rate.zero(), 1).tryReserve("key", 1, null),
                () -> KeyedRateLimiter.of(Rate.zero(), 1).guard(null));
        assertEquals(1, limiter.stats().available());
        var builder = CircuitBreaker.builder();
        var retry = Retry.builder();
        refused(
                () -> builder.name(null),
                () -> builder.lastTime(null),
                () -> builder.slowRate(1, null),
                () -> builder.openFor(null),
                () -> builder.classify(null),
                () -> builder.ignore(null),
                () -> builder.failedResult(null),
                () -> builder.onChange(null),
                () -> builder.build().tryAcquire().orElseThrow().failure(null),
                () -> retry.name(null),
                () -> retry.within(null),
                () -> retry.backoff(null),
                () -> retry.retryOn(null),
                () -> retry.retryResult(null),
                () -> retry.budget(null),
                () -> retry.hint(null),
                () -> retry.onRetry(null),
                () -> Backoff.constant(null),
                () -> Backoff.exponential(null, Duration.ZERO),
                () -> Backoff.fullJitter(Duration.ZERO, null),
                () -> Backoff.decorrelatedJitter(Duration.ZERO, null),
                () -> Bulkhead.builder(1).name(null),
                () -> Bulkhead.builder(1).maxWait(null),
                () -> Timeout.of(null),
                () -> Timeout.of(null, Duration.ofSeconds(1)),
                () -> Hedge.after(null),
                () -> Hedge.builder().name(null),
                () -> Hedge.builder().afterPercentile(50, null),
                () -> Hedge.builder().budget(null),
                () -> Hedge.builder().threads(null),
                () -> Hedge.builder().onDiscarded(null),
                () -> Fallback.from(null),
                () -> Fallback.to("x").when(null),
                () -> Fallback.to("x").around(null),
                () -> Fallback.to("x").call(null),
                () -> Guards.compose((Guard) null),
                () -> Guards.builder().retry(null),
                () -> Guards.builder().build(null));
        for (Guard guard :
                List.of(
                        limiter,
                        builder.build(),
                        retry.build(),
                        Bulkhead.of(1),
                        Timeout.of(Duration.ofSeconds(1)),
                        Hedge.after(Duration.ZERO),
                        Guards.compose(limiter, builder.build()),
                        Guards.compose(),
                        KeyedRateLimiter.of(Rate.zero(), 1).guard("x"))) {
            refused(() -> guard.call(null), () -> guard.around(null));
        }
        assertEquals(1, limiter.stats().available());
    }

    @Test
    @Conformance("Q179")
    void by_pools() {
        Callable<String> job = () -> "x";
        Action action = () -> {};
        var described = WorkerPool.builder();
        refused(
                () -> described.name(null),
                () -> described.context(null),
                () -> described.threads(null),
                () -> described.overflow(null),
                () -> described.dispatch(null),
                () -> described.onFailure(null));
        try (var pool = described.queue(1).dispatch(Dispatch.BY_KEY).open()) {
            refused(
                    () -> pool.submit((Callable<String>) null),
                    () -> pool.submit((Action) null),
                    () -> pool.submit(null, job),
                    () -> pool.submit(null, action),
                    () -> pool.submit("key", (Callable<String>) null),
                    () -> pool.submit("key", (Action) null),
                    () -> pool.trySubmit(null),
                    () -> pool.trySubmit(null, Duration.ZERO),
                    () -> pool.trySubmit(job, null),
                    () -> pool.await(null),
                    () -> pool.drain(null, Duration.ZERO),
                    () -> pool.drain(Duration.ZERO, null),
                    () -> pool.cancel(null));
            assertEquals(0, pool.stats().submitted());
            assertEquals(0, pool.stats().rejected());
            assertFalse(pool.context().isDone());
        }
        var between = ChannelPool.<String, String>builder(text -> text);
        refused(
                () -> ChannelPool.builder(null),
                () -> between.name(null),
                () -> between.context(null),
                () -> between.threads(null),
                () -> between.dispatch(null, 1),
                () -> between.byKey(null, 1),
                () -> between.onFailure(null),
                () -> between.open(null));
        try (var pool = between.open(Channel.unbounded())) {
            refused(
                    () -> pool.await(null),
                    () -> pool.cancel(null),
                    () -> pool.onDone(null),
                    () -> pool.results().cancel(null),
                    () -> pool.results().tryReceive(null),
                    () -> pool.results().drainTo(null, 1),
                    () -> pool.results().onReceive(null));
            assertFalse(pool.context().isDone());
        }
    }

    @Test
    @Conformance("Q179")
    void by_sources_and_workers() {
        refused(
                () -> Source.of((Object[]) null),
                () -> Source.of("a", null),
                () -> Source.from((Iterable<String>) null),
                () -> Source.from((Receiver<String>) null),
                () -> Source.sharing(null),
                () -> Source.fromStream(null),
                () -> Source.produce(0, null),
                () -> Source.generate(null),
                () -> Source.lines(null),
                () -> Source.fromPublisher(null, 1),
                () -> Source.merge((List<Pipeline<String>>) null),
                () -> Source.merge(Source.of("a"), null),
                () -> Source.concat(Source.of("a"), null),
                () -> Workers.byKey(1, null),
                () -> Workers.one().guarded(null),
                () -> Workers.one().skipping(null));
    }

    @Test
    @Conformance("Q179")
    void by_pipelines() throws Exception {
        Pipeline<String> pipeline = Source.of("a");
        Workers<String> how = Workers.one();
        refused(
                () -> pipeline.named(null),
                () -> pipeline.map(null),
                () -> pipeline.map(null, x -> x),
                () -> pipeline.map(how, null),
                () -> pipeline.map(how, x -> x, null),
                () -> pipeline.filter(null),
                () -> pipeline.filter(null, x -> true),
                () -> pipeline.filter(how, null),
                () -> pipeline.mapMulti(null),
                () -> pipeline.mapMulti(null, (x, out) -> {}),
                () -> pipeline.mapMulti(how, null),
                () -> pipeline.flatMap(null),
                () -> pipeline.peek(null),
                () -> pipeline.rateLimited(null),
                () -> pipeline.gather(null),
                () -> pipeline.takeWhile(null),
                () -> pipeline.dropWhile(null),
                () -> pipeline.distinctUntilChanged(null),
                () -> pipeline.distinctBy(null, 1),
                () -> pipeline.batch(1, null),
                () -> pipeline.window(null, 1),
                () -> pipeline.window(Duration.ofDays(1), null, 1),
                () -> pipeline.scan(null, (a, b) -> a),
                () -> pipeline.scan("", null),
                () -> pipeline.merge(null),
                () -> pipeline.concat(null),
                () -> pipeline.zip(null, (a, b) -> a),
                () -> pipeline.zip(pipeline, null),
                () -> pipeline.forEach(null),
                () -> pipeline.fold(null, (a, b) -> a),
                () -> pipeline.fold("", null),
                () -> pipeline.reduce(null),
                () -> pipeline.collect(null),
                () -> pipeline.mapReduce(null, x -> x, (a, b) -> a),
                () -> pipeline.mapReduce(x -> x, null, (a, b) -> a),
                () -> pipeline.mapReduce(x -> x, x -> x, null),
                () -> pipeline.into(null),
                () -> pipeline.receiver(null, 0),
                () -> pipeline.publisher().subscribe(null));
        try (var scope = Scope.open()) {
            Receiver<String> receiver = pipeline.receiver(scope, 0);
            refused(
                    () -> receiver.cancel(null),
                    () -> receiver.tryReceive(null),
                    () -> receiver.drainTo(null, 1),
                    () -> receiver.onReceive(null),
                    () -> receiver.onReceive(x -> x, null));
            assertEquals("a", receiver.receive());
            scope.join();
        }
    }
}
