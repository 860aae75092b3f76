package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.channel.Channel;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.context.DeadlineExceededException;
import io.millrace.context.Registration;
import io.millrace.context.tree.RoutineCancellation;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.select.Select;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/*
 * Context 0 is there from the start, and ends after 5 ms at the latest: so all below it end, and nobody waits for ever.
 * The context or hook that operation number i makes has the number i + 1; who comes too early, and does not find it,
 * does nothing.
 *
 *   derive C, timeout C     a child of C; one that ends after 1 to 3 ms
 *   cancel C, close C       ends C
 *   hook C, stop H          registers a hook; stops it
 *   select C                waits for C's end, for a value, and for 2 ms
 *   call C                  pauses for 1 ms in a call within C
 *   value                   tries to send a value to a select
 *   interrupt T             interrupts thread T
 *
 * What must hold:
 *
 * R1  Of all who end a context, one at most is told that it was the first, and then its cause stands.
 * R2  A context that nobody has ended itself has the cause of its parent.
 * R3  The cause that is seen once is seen for ever.
 * R4  When who ended a context goes on, all that lay below it before has ended, but for what another is about to tell
 *     of another end.
 * R5  A hook runs once, unless who stopped it was told that it will not run.
 * R6  Only who was interrupted hears of it, or has its flag set.
 */
/// A random program of contexts.
final class TreeScene implements Scene {
    private static final int MOST_PER_THREAD = 3;

    private final Lines lines;
    private final int[] firsts; // for each thread the number of its first operation

    TreeScene(Lines lines) {
        this.lines = lines;
        firsts = new int[lines.threads().size()];
        for (int t = 1; t < firsts.length; t++) {
            firsts[t] = firsts[t - 1] + lines.threads().get(t - 1).size();
        }
    }

    static TreeScene draw(long seed) {
        var random = new SplittableRandom(seed);
        int threads = 2 + random.nextInt(3);
        List<List<String>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<String> ops = new ArrayList<>();
            int count = 1 + random.nextInt(MOST_PER_THREAD);
            for (int i = 0; i < count; i++) {
                ops.add(op(random, threads, t));
            }
            all.add(ops);
        }
        return new TreeScene(new Lines("tree", all));
    }

    private static String op(SplittableRandom random, int threads, int thread) {
        int some = random.nextInt(3) == 0 ? 0 : random.nextInt(6);
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> "derive " + some;
            case 3 -> "timeout " + some;
            case 4, 5 -> "cancel " + some;
            case 6 -> "close " + some;
            case 7, 8 -> "hook " + some;
            case 9 -> "stop " + random.nextInt(8);
            case 10, 11 -> "select " + some;
            case 12, 13 -> "call " + some;
            case 14 -> "value";
            default -> "interrupt " + (thread + 1 + random.nextInt(threads - 1)) % threads;
        };
    }

    @Override
    public String name() {
        return lines.toString();
    }

    @Override
    public List<Scene> smaller() {
        return lines.smaller().stream().<Scene>map(TreeScene::new).toList();
    }

    @Override
    public void set(Stage stage) {
        new Run(stage).set();
    }

    /// A context of a run, and what is known of it.
    private static final class Known {
        final Context.Cancellable context;
        final @Nullable Known parent;
        final boolean timed;
        boolean closed; // somebody has called close
        @Nullable Throwable first; // with which somebody was the first to end it

        Known(Context.Cancellable context, @Nullable Known parent, boolean timed) {
            this.context = context;
            this.parent = parent;
            this.timed = timed;
        }

        boolean isBelow(Known other) {
            for (Known at = this; at != null; at = at.parent) {
                if (at.equals(other)) {
                    return true;
                }
            }
            return false;
        }
    }

    /// A hook of a run.
    private static final class Hooked {
        int runs;
        boolean stopped;
        @Nullable Registration registration;
    }

    private final class Run {
        private final Stage stage;
        private final @Nullable Known[] known;
        private final @Nullable Hooked[] hooks;
        private final boolean[] interrupted = new boolean[lines.threads().size()];
        private final Channel<Integer> channel = Channel.rendezvous();
        private int sent;
        private int received;

        Run(Stage stage) {
            this.stage = stage;
            int ops = lines.threads().stream().mapToInt(List::size).sum();
            known = new Known[Math.max(ops + 1, 6)];
            hooks = new Hooked[Math.max(ops + 1, 8)];
        }

        void set() {
            var root = Context.background().withTimeout(Duration.ofMillis(5));
            known[0] = new Known(stage.watched(root), null, true);
            for (int t = 0; t < firsts.length; t++) {
                int thread = t;
                stage.thread(() -> play(thread));
            }
            stage.afterwards(this::look);
        }

        private void play(int thread) throws Exception {
            List<String> ops = lines.threads().get(thread);
            for (int i = 0; i < ops.size(); i++) {
                try {
                    perform(ops.get(i), firsts[thread] + i + 1);
                } catch (InterruptedException e) {
                    require(interrupted[thread], "R6: thread", thread, "was interrupted");
                }
            }
            require(
                    interrupted[thread] || !Thread.currentThread().isInterrupted(),
                    "R6: an interrupt is left behind in thread",
                    thread);
        }

        private void perform(String op, int number) throws Exception {
            switch (Lines.word(op)) {
                case "value" -> {
                    boolean passed = channel.trySend(7) == Sent.SENT; // not sent += ..: no one step
                    sent += passed ? 1 : 0;
                }
                case "interrupt" -> {
                    interrupted[Lines.number(op)] = true;
                    stage.interrupt(Lines.number(op));
                }
                case "stop" -> stop(hooks[Lines.number(op)]);
                case "-" -> {}
                default -> {
                    Known which = known[Lines.number(op)];
                    if (which != null) {
                        perform(Lines.word(op), which, number);
                    }
                }
            }
        }

        private void perform(String word, Known which, int number) throws Exception {
            Context.Cancellable context = which.context;
            switch (word) {
                case "derive" -> known[number] = child(which, context.withCancel(), false);
                case "timeout" -> {
                    Duration time = Duration.ofMillis(1 + number % 3);
                    known[number] = child(which, context.withTimeout(time), true);
                }
                case "cancel" -> {
                    List<Known> below = below(which);
                    var cause = new Cause("by operation " + number);
                    if (context.cancel(cause)) {
                        require(which.first == null, "R1: two were the first", which.context);
                        which.first = cause;
                        requireEnded(below, cause);
                    }
                    require(context.isDone(), "R4: goes on", context);
                }
                case "close" -> {
                    which.closed = true;
                    context.close();
                    require(context.isDone(), "R4: goes on", context);
                }
                case "hook" -> {
                    var hook = new Hooked();
                    hook.registration = context.afterCancel(Runnable::run, () -> hook.runs++);
                    hooks[number] = hook;
                }
                case "select" -> select(context);
                case "call" -> call(context);
                default -> throw new IllegalArgumentException(word);
            }
        }

        private Known child(Known parent, Context.Cancellable context, boolean timed) {
            return new Known(stage.watched(context), parent, timed);
        }

        private List<Known> below(Known which) {
            List<Known> below = new ArrayList<>();
            for (Known other : known) {
                if (other != null && other.isBelow(which)) {
                    below.add(other);
                }
            }
            return below;
        }

        private static void requireEnded(List<Known> all, Throwable cause) {
            for (Known one : all) {
                boolean anothers = false;
                for (Known at = one.parent; at != null; at = at.parent) {
                    anothers |= at.context.cause().filter(why -> !why.equals(cause)).isPresent();
                }
                require(anothers || one.context.isDone(), "R4: goes on", one.context);
            }
        }

        private static void stop(@Nullable Hooked hook) {
            if (hook != null && hook.registration != null) {
                boolean stopped = hook.registration.stop(); // not stopped |= ..: no one step
                if (stopped) {
                    hook.stopped = true;
                }
            }
        }

        private void select(Context context) throws InterruptedException {
            int got =
                    Select.<Integer>of(
                                    context.onDone(() -> -1),
                                    channel.onReceive(value -> value),
                                    Select.after(Duration.ofMillis(2), () -> 0))
                            .await();
            received += got == 7 ? 1 : 0;
            require(got != -1 || context.isDone(), "woken by an end that is none", context);
        }

        private static void call(Context context) throws InterruptedException {
            Throwable before = context.cause().orElse(null);
            try {
                context.call(() -> {
                    Stage.pause(1);
                    return 7;
                });
                require(before == null, "called although it had ended", context);
            } catch (ContextEndedException e) {
                require(context.isDone(), "R3: ended, and has not", context);
                require(
                        before == null || before.equals(context.cause().orElse(null)),
                        "R3",
                        before);
            }
        }

        private void look() {
            for (Known one : known) {
                if (one != null) {
                    look(one);
                }
            }
            for (Hooked hook : hooks) {
                if (hook != null) {
                    require(hook.runs == (hook.stopped ? 0 : 1), "R5", hook.runs, hook.stopped);
                }
            }
            require(sent == received, "sent", sent, "received", received);
            require(channel.stats().waitingReceivers() == 0, channel.stats());
        }

        private void look(Known one) {
            Throwable cause = one.context.cause().orElse(null);
            require(cause != null, "never ended", one.context);
            if (one.first != null) {
                require(one.first.equals(cause), "R1: another cause", one.first, cause);
                return;
            }
            boolean own =
                    (one.closed && cause instanceof RoutineCancellation)
                            || (one.timed && cause instanceof DeadlineExceededException);
            Known parent = one.parent;
            boolean inherited =
                    parent != null && parent.context.cause().orElseThrow().equals(cause);
            require(own || inherited, "R2: by whom?", cause, Arrays.toString(hooks));
        }
    }
}
