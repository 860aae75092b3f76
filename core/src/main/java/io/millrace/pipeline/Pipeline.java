package io.millrace.pipeline;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sender;
import io.millrace.guard.RateLimiter;
import io.millrace.pipeline.Workers.Order;
import io.millrace.task.Scope;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.function.BiFunction;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collector;
import java.util.stream.Gatherer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Work on elements, stage after stage, each with as many threads and as much room as it is given.
///
/// ```java
/// Map<String, Long> words = Source.lines(file)
///         .batch(1_000)
///         .map(Workers.ordered(4), lines -> count(lines))
///         .fold(Map.of(), (all, some) -> sum(all, some));
/// ```
///
/// A pipeline is a description. It is made of a [Source] and stages, does nothing, does not change,
/// and may be shared. A **terminal operation** runs it, once for each call: [#forEach], [#toList],
/// [#fold], [#first] and the others. The run has a scope of its own below the current context; when
/// the operation returns or throws, nothing of it runs any more.
///
/// **Threads and bounds.** A stage works in the thread of the stage before it, and costs a method
/// call, unless it says otherwise; the last of them work in the thread that called the terminal
/// operation. (If that is a platform thread, each hand-over to it goes through the operating
/// system: call from a virtual one where microseconds count.) [Workers], a [#buffer], [#merge] and
/// what waits for a time have tasks of their own before or in them. Nothing is buffered that a
/// stage does not say: what each holds, at most, is in its documentation, in [#describe], and
/// summed up in [#mostHeld]. Elements are never null.
///
/// **Waiting.** A terminal operation waits until the last element is through; every stage waits for
/// room in the one behind it. **Cancellation.** An interrupt ends the whole run: the operation
/// cancels the stages' tasks, waits for them, and throws; so does the end of the current context,
/// below which the stages run, but as an [ExecutionException] with its cause if the operation hears
/// of that before its thread is interrupted. When a stage or the terminal operation has seen
/// enough, all before it is cancelled at once: also what waits for a source that sends nothing.
/// **Ordering and memory.** Elements keep their order, but for [Workers] that are not ordered, and
/// [#merge]. What is done for an element in one stage happens-before what is done for it in the
/// next. A function given to a stage is called by one thread at a time, unless the stage has
/// [Workers]. **Errors.** A failure of any stage ends the run at once: elements on the way are
/// dropped, and [ExecutionException] is thrown with the first failure as the cause; what else
/// failed is suppressed in it. What can be skipped, recovered or retried is said by [Workers].
///
/// @param <T> the type of the elements
public final class Pipeline<T> {
    static final int MOST_CAPACITY = 1 << 24;

    private final Stage<T> last;
    private final @Nullable String name;

    Pipeline(Stage<T> last) {
        this(last, null);
    }

    private Pipeline(Stage<T> last, @Nullable String name) {
        this.last = last;
        this.name = name;
    }

    Stage<T> last() {
        return last;
    }

    private <R> Pipeline<R> then(Stage<R> stage) {
        return new Pipeline<>(stage, name);
    }

    private <R> Pipeline<R> fuse(String label, Function<Sink<? super R>, Sink<T>> fusing) {
        return then(Step.of(last, label, fusing));
    }

    private <R> Pipeline<R> work(
            String verb, Workers<? super T> how, boolean single, Work<T, R> work) {
        if (how.order() != Order.FUSED) {
            return then(new ParallelStage<>(last, verb, how, single, work));
        }
        return fuse(
                verb,
                next ->
                        new Sink.Link<T, R>(next) {
                            @Override
                            public boolean push(T value) throws Exception {
                                return work.perform(value, next);
                            }
                        });
    }

    /// Names the pipeline, for thread dumps, messages and views.
    public Pipeline<T> named(String name) {
        return new Pipeline<>(last, Objects.requireNonNull(name, "name"));
    }

    // ---- one by one

    /// Makes another element of each. Holds nothing.
    public <R> Pipeline<R> map(Mapping<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return fuse(
                "map",
                next ->
                        new Sink.Link<T, R>(next) {
                            @Override
                            public boolean push(T value) throws Exception {
                                return next.push(
                                        Objects.requireNonNull(
                                                function.apply(value),
                                                "a stage's function returned null: elements are never null"));
                            }
                        });
    }

    /// Makes another element of each, by `how`, which says what the stage holds.
    public <R> Pipeline<R> map(Workers<? super T> how, Mapping<? super T, ? extends R> function) {
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(function, "function");
        return work("map", how, true, Work.<T, R>map(how, function, null));
    }

    /// As [#map(Workers, Mapping)], with what takes the place of an element for which `function`
    /// throws an exception, after the guard of `how`.
    public <R> Pipeline<R> map(
            Workers<? super T> how,
            Mapping<? super T, ? extends R> function,
            Recovery<? super T, R> recovery) {
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(recovery, "recovery");
        return work("map", how, true, Work.<T, R>map(how, function, recovery));
    }

    /// Lets through the elements for which `condition` holds. Holds nothing.
    public Pipeline<T> filter(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return fuse(
                "filter",
                next ->
                        new Sink.Link<T, T>(next) {
                            @Override
                            public boolean push(T value) throws Exception {
                                return !condition.test(value) || next.push(value);
                            }
                        });
    }

    /// As [#filter(Condition)], by `how`, which says what the stage holds.
    public Pipeline<T> filter(Workers<? super T> how, Condition<? super T> condition) {
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(condition, "condition");
        return work("filter", how, true, Work.<T>filter(how, condition));
    }

    /// Makes any number of elements of each. Holds nothing.
    public <R> Pipeline<R> mapMulti(Expansion<? super T, R> expansion) {
        return mapMulti(Workers.one(), expansion);
    }

    /// Makes any number of elements of each, by `how`. Of ordered workers, or where there is a
    /// guard or failures are skipped, all results of an element are kept until it is done; of
    /// others they leave as they come: as many as the window is large wait, and one is in each
    /// worker's hand, and one in that of the thread behind, beside the elements that `how` says.
    public <R> Pipeline<R> mapMulti(Workers<? super T> how, Expansion<? super T, R> expansion) {
        Objects.requireNonNull(how, "how");
        Objects.requireNonNull(expansion, "expansion");
        return work("mapMulti", how, false, Work.<T, R>expand(how, expansion));
    }

    /// Runs a pipeline for each element, one after the other, and passes on what comes out. Holds
    /// what the one that runs holds. That one is part of this run: a failure in it fails all.
    public <R> Pipeline<R> flatMap(Function<? super T, ? extends Pipeline<? extends R>> function) {
        Objects.requireNonNull(function, "function");
        return then(
                new Step<T, R>(
                        last,
                        "flatMap",
                        0,
                        (next, run) ->
                                new Sink.Link<T, R>(next) {
                                    private final Joints.Endless<R> endless =
                                            new Joints.Endless<>(next);

                                    @Override
                                    public boolean push(T value) throws Exception {
                                        Pipeline<? extends R> inner =
                                                Objects.requireNonNull(
                                                        function.apply(value),
                                                        "the pipeline of an element");
                                        if (endless.wantsMore()) {
                                            inner.last.run(run, endless);
                                        }
                                        return endless.wantsMore();
                                    }
                                }));
    }

    /// Calls `effect` with each element, and passes it on. Holds nothing.
    public Pipeline<T> peek(Effect<? super T> effect) {
        Objects.requireNonNull(effect, "effect");
        return fuse(
                "peek",
                next ->
                        new Sink.Link<T, T>(next) {
                            @Override
                            public boolean push(T value) throws Exception {
                                effect.accept(value);
                                return next.push(value);
                            }
                        });
    }

    /// Waits for a permit of `limiter` before each element is passed on. Holds nothing.
    public Pipeline<T> rateLimited(RateLimiter limiter) {
        Objects.requireNonNull(limiter, "limiter");
        return fuse(
                "rateLimited",
                next ->
                        new Sink.Link<T, T>(next) {
                            @Override
                            public boolean push(T value) throws Exception {
                                limiter.acquire();
                                return next.push(value);
                            }
                        });
    }

    /// Passes the elements through a gatherer of the JDK, sequentially. Holds what that holds.
    public <R> Pipeline<R> gather(Gatherer<? super T, ?, R> gatherer) {
        Objects.requireNonNull(gatherer, "gatherer");
        return fuse("gather", next -> new GatherStep<>(next, gatherer));
    }

    // ---- a part of them

    /// Lets through the first `count` elements. Takes no more than these, and then frees all before
    /// it. Holds nothing.
    ///
    /// @throws IllegalArgumentException if `count` is negative
    public Pipeline<T> take(long count) {
        requireCount("take", count);
        if (count == 0) {
            return then(new Origin<>("take(0)", 0, "", (sink, run) -> {}));
        }
        return fuse("take(" + count + ")", next -> new Limits.Take<T>(next, count));
    }

    /// Lets elements through until `condition` does not hold for one. Holds nothing.
    public Pipeline<T> takeWhile(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return fuse("takeWhile", next -> new Limits.TakeWhile<T>(next, condition));
    }

    /// Drops the first `count` elements. Holds nothing.
    ///
    /// @throws IllegalArgumentException if `count` is negative
    public Pipeline<T> drop(long count) {
        requireCount("drop", count);
        return fuse("drop(" + count + ")", next -> new Limits.Drop<T>(next, count));
    }

    /// Drops elements until `condition` does not hold for one. Holds nothing.
    public Pipeline<T> dropWhile(Condition<? super T> condition) {
        Objects.requireNonNull(condition, "condition");
        return fuse("dropWhile", next -> new Limits.DropWhile<T>(next, condition));
    }

    /// Drops an element whose key equals that of the one before it. Holds a key.
    public Pipeline<T> distinctUntilChanged(Function<? super T, ?> key) {
        Objects.requireNonNull(key, "key");
        return fuse("distinctUntilChanged", next -> new Limits.Changes<T>(next, key));
    }

    /// Drops an element whose key is among the `latest` that were seen last. Holds so many keys.
    ///
    /// @throws IllegalArgumentException if `latest` is less than 1
    public Pipeline<T> distinctBy(Function<? super T, ?> key, int latest) {
        Objects.requireNonNull(key, "key");
        requireCapacity("distinctBy", latest, 1);
        return fuse(
                "distinctBy(" + latest + ")", next -> new Limits.Distinct<T>(next, key, latest));
    }

    // ---- several at a time

    /// Makes lists of `size` elements; the last may be shorter. Holds `size` elements, the one in
    /// hand included.
    ///
    /// @throws IllegalArgumentException if `size` is less than 1
    public Pipeline<List<T>> batch(int size) {
        requireCapacity("batch", size, 1);
        return then(
                new Step<T, List<T>>(
                        last,
                        "batch(" + size + ")",
                        size - 1L,
                        (next, run) -> new Groups.Batch<T>(next, size, TimedSink.FOREVER)));
    }

    /// As [#batch(int)], but a list does not wait for more than `longest` after its first element.
    /// What is before it is in a task of its own. A [#buffer] just before it is the stage's own, so
    /// that it holds both together; a list that is full and not taken yet counts.
    ///
    /// @throws IllegalArgumentException if `size` is less than 1
    public Pipeline<List<T>> batch(int size, Duration longest) {
        requireCapacity("batch", size, 1);
        long nanos = Door.nanos(longest);
        return then(
                new TimedCut<T, List<T>>(
                        last,
                        "batch(" + size + ", " + longest + ")",
                        size,
                        next -> new Groups.Batch<T>(next, size, nanos)));
    }

    /// Makes lists of the latest `size` elements, after each `step` of them. At the end those that
    /// were in no list make a shorter one. Holds `size` elements, the one in hand included.
    ///
    /// @throws IllegalArgumentException if `size` or `step` is less than 1
    public Pipeline<List<T>> sliding(int size, int step) {
        requireCapacity("sliding", size, 1);
        requireCapacity("sliding, step", step, 1);
        return then(
                new Step<T, List<T>>(
                        last,
                        "sliding(" + size + ", " + step + ")",
                        size - 1L,
                        (next, run) -> new Groups.Sliding<T>(next, size, step)));
    }

    /// Makes a list, after each `length` of time, of the elements that came within it; none if none
    /// came. See [#window(Duration, Duration, int)].
    ///
    /// @throws IllegalArgumentException if `length` is not positive, or `most` is less than 1
    public Pipeline<List<T>> window(Duration length, int most) {
        return window(length, length, most);
    }

    /// Makes a list, after each `step` of time, of the elements that came within the `length` of
    /// time before; none if none came. Time is counted from the first element, and again from the
    /// first after a time without any in the window. Holds `most` elements: then it takes no more
    /// until time has gone on. What is before it is in a task of its own; a [#buffer] just before
    /// it is the stage's own.
    ///
    /// @throws IllegalArgumentException if a time is not positive, or `most` is less than 1
    public Pipeline<List<T>> window(Duration length, Duration step, int most) {
        requireCapacity("window", most, 1);
        long lengthNanos = Door.nanos(length);
        long stepNanos = Door.nanos(step);
        if (lengthNanos == 0 || stepNanos == 0) {
            throw new IllegalArgumentException(
                    "window(" + length + ", " + step + "): both must be positive");
        }
        String label = "window(" + length + ", " + step + ", " + most + ")";
        return then(
                new TimedCut<T, List<T>>(
                        last,
                        label,
                        most,
                        next -> new Groups.TimeWindow<T>(next, lengthNanos, stepNanos, most)));
    }

    /// Makes of the elements so far, and `start`, what `step` makes, after each of them. Holds
    /// that.
    public <A> Pipeline<A> scan(A start, BiFunction<? super A, ? super T, ? extends A> step) {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(step, "step");
        return fuse("scan", next -> new Limits.Scan<T, A>(next, start, step));
    }

    // ---- threads

    /// Lets what is before run ahead, in a task of its own, by `elements`. Holds so many, and one
    /// in hand. With 0 the two sides hand over in person.
    ///
    /// @throws IllegalArgumentException if `elements` is negative
    public Pipeline<T> buffer(int elements) {
        requireCapacity("buffer", elements, 0);
        return then(new Cut<>(last, elements));
    }

    /// Adds the elements of another pipeline, as they come: see [Source#merge(Pipeline...)].
    public Pipeline<T> merge(Pipeline<? extends T> other) {
        return then(Source.<T>merge(List.of(this, other)).last);
    }

    /// Adds the elements of another pipeline after the last of this one; then it begins to run.
    public Pipeline<T> concat(Pipeline<? extends T> other) {
        return then(Source.<T>concat(this, other).last);
    }

    /// Puts each element together with one of another pipeline, the first with the first, and ends
    /// with the shorter one. The other runs in a task of its own, and this one is asked first.
    /// Holds one element of the other.
    public <U, R> Pipeline<R> zip(
            Pipeline<? extends U> other, BiFunction<? super T, ? super U, ? extends R> combine) {
        Objects.requireNonNull(other, "other");
        Objects.requireNonNull(combine, "combine");
        return then(new Joints.Zip<>(last, other.last, combine));
    }

    // ---- terminal operations

    private void run(Sink<? super T> sink) throws InterruptedException, ExecutionException {
        Run.execute(Run.name(name), last, sink);
    }

    /// Calls `effect` with each element, on this thread.
    ///
    /// @throws InterruptedException if this thread is interrupted
    /// @throws ExecutionException with the first failure of a stage, or of `effect`, as the cause
    public void forEach(Effect<? super T> effect) throws InterruptedException, ExecutionException {
        Objects.requireNonNull(effect, "effect");
        run(value -> {
            effect.accept(value);
            return true;
        });
    }

    /// Returns all elements, in a list that cannot be changed.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public List<T> toList() throws InterruptedException, ExecutionException {
        var list = new ArrayList<T>();
        run(list::add);
        return Collections.unmodifiableList(list);
    }

    /// Returns what `step` makes of all elements, beginning with `start`.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public <A> A fold(A start, BiFunction<? super A, ? super T, ? extends A> step)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(start, "start");
        Objects.requireNonNull(step, "step");
        var fold = new Ending.Fold<T, A>(start, step);
        run(fold);
        return fold.value();
    }

    /// Returns what `combine` makes of all elements; empty if there is none.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public Optional<T> reduce(BinaryOperator<T> combine)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(combine, "combine");
        return fold(
                Optional.empty(),
                (soFar, value) ->
                        Optional.of(soFar.isPresent() ? combine.apply(soFar.get(), value) : value));
    }

    /// Returns what `collector` makes of all elements, one after the other on this thread.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public <A, R> R collect(Collector<? super T, A, R> collector)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(collector, "collector");
        var collecting = new Ending.Collecting<T, A, R>(collector);
        run(collecting);
        return collecting.result();
    }

    /// Returns, for each key, what `combine` makes of the values of the elements with that key.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public <K, V> Map<K, V> mapReduce(
            Mapping<? super T, ? extends K> key,
            Mapping<? super T, ? extends V> value,
            BinaryOperator<V> combine)
            throws InterruptedException, ExecutionException {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(combine, "combine");
        var results = new HashMap<K, V>();
        run(element -> {
            results.merge(key.apply(element), value.apply(element), combine);
            return true;
        });
        return results;
    }

    /// Returns how many elements there are.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    public long count() throws InterruptedException, ExecutionException {
        var count = new long[1];
        run(value -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    /// Returns the first element, and cancels everything else; empty if there is none.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does; also for a failure of what ran ahead
    public Optional<T> first() throws InterruptedException, ExecutionException {
        var first = new Ending.First<T>();
        run(first);
        return Optional.ofNullable(first.first());
    }

    /// Sends all elements to `to`, which is left open.
    ///
    /// @throws InterruptedException as [#forEach] does
    /// @throws ExecutionException as [#forEach] does
    /// @throws ChannelClosedException if the channel ended before the pipeline, which is cancelled
    public void into(Sender<? super T> to) throws InterruptedException, ExecutionException {
        var into = new Ending.Into<T>(Objects.requireNonNull(to, "to"));
        run(into);
        into.check();
    }

    /// Runs the pipeline in a task of `scope`, and returns where its elements come out: a channel
    /// of that capacity, which fails if the pipeline does. [Receiver#cancel()] ends the pipeline.
    ///
    /// @param capacity how many elements are buffered; 0 for a rendezvous
    /// @throws IllegalStateException if the scope is closed
    /// @throws IllegalArgumentException if `capacity` is negative
    public Receiver<T> receiver(Scope scope, int capacity) {
        Objects.requireNonNull(scope, "scope");
        requireCapacity("receiver", capacity, 0);
        return Ending.receiver(this, scope, capacity);
    }

    // ---- for code that knows no pipelines

    /// Returns an iterator, which runs the pipeline when it is first asked. It is to be closed,
    /// unless it has come to the end.
    public PipelineIterator<T> iterator() {
        return new PipelineIterator<>(Run.name(name), last);
    }

    /// Returns a sequential, ordered stream, which runs the pipeline when it is first asked: see
    /// [PipelineIterator] for how it waits, and what it throws. [Stream#close] cancels the
    /// pipeline. A stream that is left before its end is to be closed.
    public Stream<T> stream() {
        return PipelineIterator.stream(Run.name(name), last);
    }

    /// Returns a publisher that runs the pipeline once for each subscriber, from when it
    /// subscribes, on a thread of its own below the context in which it subscribed.
    ///
    /// The pipeline waits where it has an element and nothing is requested. All signals are given
    /// by that thread, so an `onNext` that waits holds up the pipeline. A failure is passed to
    /// `onError` as it was thrown, with what else failed suppressed in it. Cancelling from another
    /// thread interrupts what runs, an `onNext` as well.
    public Flow.Publisher<T> publisher() {
        return new Publishing<>(Run.name(name), last);
    }

    // ---- what it is

    /// Returns a line for each stage, the source first, with what it holds at most and where.
    public String describe() {
        var text = new StringBuilder();
        last.describe(text, "");
        return text.append("at most ").append(mostHeld()).append(" elements\n").toString();
    }

    /// Returns how many elements all stages hold at most, when nothing is taken at the end. A list
    /// that leaves a stage is one element for those behind; what a [#flatMap] runs, what a gatherer
    /// keeps, and what a [#mapMulti] makes of an element is not in it.
    public long mostHeld() {
        return last.mostHeld();
    }

    @Override
    public String toString() {
        return describe().strip().replace("\n", " | ");
    }

    static void requireCapacity(String what, int capacity, int least) {
        if (capacity < least || capacity > MOST_CAPACITY) {
            throw new IllegalArgumentException(
                    what
                            + "("
                            + capacity
                            + "): must lie between "
                            + least
                            + " and "
                            + MOST_CAPACITY);
        }
    }

    private static void requireCount(String what, long count) {
        if (count < 0) {
            throw new IllegalArgumentException(what + "(" + count + "): must not be negative");
        }
    }
}
