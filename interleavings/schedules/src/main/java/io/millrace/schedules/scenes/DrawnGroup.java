package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.context.Context;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.schedules.scenes.Crowd.Body;
import io.millrace.task.ErrGroup;
import io.millrace.task.ScopeStats;
import io.millrace.waiting.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;

/*
 * Thread 0 opens a group, below a context of its own, lets the other threads start, does what it is to do, waits for the
 * others, and closes the group. Nothing waits for ever.
 *
 *   go WHAT, try WHAT, timed WHAT   starts a task: waiting at the limit, not waiting, for 1 ms; what it does is
 *                                   value, fail, wait (for 2 ms), deaf (the same, and swallows an interrupt), or start
 *                                   (tries to start another one)
 *   await, await-timed              awaits the group, for 1 ms; thread 0 only
 *   cancel, cancel-all              cancels the group on purpose; cancels the context above
 *   interrupt                       interrupts thread 0
 *
 * What must hold, beside what Crowd says:
 *
 * K1  A task runs once if it was started, and never if its start was given up; it is counted as started in the one case
 *     and not in the other. Only a cancellation can keep one that was started from running.
 * K2  Nobody but thread 0 hears of an interrupt, and only if it was interrupted.
 */
/// A random program of a group with a limit and its tasks.
final class DrawnGroup implements Scene {
    private static final String PREFIX = "group ";
    private static final List<String> DOES = List.of("value", "fail", "wait", "deaf", "start");
    private static final Duration MILLI = Duration.ofMillis(1);
    private static final int MOST_PER_THREAD = 3;

    private final Lines lines;
    private final boolean collects;
    private final int limit;

    DrawnGroup(Lines lines) {
        this.lines = lines;
        collects = lines.head().startsWith(PREFIX + "collect-all");
        limit = Lines.number(lines.head());
    }

    static boolean isName(String text) {
        return text.startsWith(PREFIX);
    }

    static DrawnGroup draw(long seed) {
        var random = new SplittableRandom(seed);
        String policy = random.nextInt(3) == 0 ? "collect-all " : "fail-fast ";
        int limit = 1 + random.nextInt(2);
        int threads = 1 + random.nextInt(3);
        List<List<String>> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            List<String> ops = new ArrayList<>();
            int count = 1 + random.nextInt(t == 0 ? MOST_PER_THREAD + 1 : MOST_PER_THREAD);
            for (int i = 0; i < count; i++) {
                ops.add(op(random, t == 0));
            }
            all.add(ops);
        }
        return new DrawnGroup(new Lines(PREFIX + policy + limit, all));
    }

    private static String op(SplittableRandom random, boolean owner) {
        String does = " " + DOES.get(random.nextInt(DOES.size()));
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> "go" + does;
            case 4, 5 -> "try" + does;
            case 6, 7 -> "timed" + does;
            case 8, 9 -> owner ? "await" : "interrupt";
            case 10 -> owner ? "await-timed" : "go" + does;
            default -> random.nextInt(3) == 0 ? "cancel-all" : "cancel";
        };
    }

    @Override
    public String name() {
        return lines.toString();
    }

    @Override
    public List<Scene> smaller() {
        return lines.smaller().stream().<Scene>map(DrawnGroup::new).toList();
    }

    @Override
    public void set(Stage stage) {
        new Run(stage).set();
    }

    /// A task, and what became of it.
    private static final class Started {
        private boolean counts;
        private int ran;
    }

    private final class Run {
        private final Stage stage;
        private final Context.Cancellable above = Context.background().withCancel();
        private final List<Started> tasks = new ArrayList<>();
        private boolean interrupted;

        Run(Stage stage) {
            this.stage = stage;
            stage.watched(above);
        }

        void set() {
            stage.thread(this::own);
        }

        private void own() throws Exception {
            ErrGroup.Builder builder = ErrGroup.builder().context(above);
            var crowd = new Crowd(limit, collects ? builder.collectAll() : builder);
            try (crowd) {
                List<Signal> others = new ArrayList<>();
                for (int t = 1; t < lines.threads().size(); t++) {
                    List<String> ops = lines.threads().get(t);
                    var over = new Signal("over");
                    others.add(over);
                    stage.thread(() -> {
                        play(crowd, ops, false);
                        over.fire();
                    });
                }
                play(crowd, lines.threads().getFirst(), true);
                others.forEach(other -> other.awaitAnyway("others"));
                interrupted &= !Thread.interrupted(); // what comes from here on is nobody's
                crowd.await();
                if (!crowd.group.context().isDone()) {
                    crowd.requirePermits();
                }
            }
            above.close();
            look(crowd);
        }

        private void play(Crowd crowd, List<String> ops, boolean owner) throws Exception {
            for (String op : ops) {
                try {
                    perform(crowd, op);
                } catch (InterruptedException e) {
                    require(owner && interrupted, "K2: interrupted by nobody");
                }
            }
            require((owner && interrupted) || !Thread.currentThread().isInterrupted(), "K2");
        }

        private void perform(Crowd crowd, String op) throws InterruptedException {
            String does = op.substring(op.indexOf(' ') + 1);
            switch (Lines.word(op)) {
                case "go" -> {
                    Started task = begin();
                    crowd.group.go(body(crowd, does, task));
                    task.counts = true;
                }
                case "try" -> tryGo(crowd, does);
                case "timed" -> {
                    Started task = begin();
                    task.counts = crowd.group.tryGo(body(crowd, does, task), MILLI);
                }
                case "await" -> crowd.awaitAmongOthers();
                case "await-timed" -> {
                    try {
                        crowd.group.await(MILLI);
                    } catch (ExecutionException e) {
                        crowd.hear(e);
                    }
                }
                case "cancel" -> crowd.group.cancel();
                case "cancel-all" -> above.cancel(new Cause("from above"));
                case "interrupt" -> {
                    interrupted = true;
                    stage.interrupt(0);
                }
                default -> {} // a gap
            }
        }

        private Started begin() {
            var task = new Started();
            tasks.add(task);
            return task;
        }

        private void tryGo(Crowd crowd, String does) {
            Started task = begin();
            task.counts = crowd.group.tryGo(body(crowd, does, task));
        }

        private Body body(Crowd crowd, String does, Started task) {
            return crowd.body(() -> {
                require(++task.ran == 1, "K1: runs twice");
                switch (does) {
                    case "fail" -> throw crowd.failure("on purpose");
                    case "wait" -> Stage.pause(2);
                    case "deaf" -> {
                        try {
                            Stage.pause(2);
                        } catch (InterruptedException e) {
                            // It goes on.
                        }
                    }
                    case "start" -> {
                        try {
                            tryGo(crowd, "value");
                        } catch (IllegalStateException e) {
                            // The group is being closed.
                        }
                    }
                    default -> {}
                }
            });
        }

        private void look(Crowd crowd) {
            ScopeStats stats = crowd.group.stats();
            int counted = 0;
            int ran = 0;
            for (Started task : tasks) {
                require(task.counts || task.ran == 0, "K1: given up, and ran");
                counted += task.counts ? 1 : 0;
                ran += task.ran;
            }
            long permits = stats.started() - counted; // those that were tried by requirePermits
            require(permits == 0 || permits == limit, "K1: started", counted, stats);
            long most = stats.started() - permits;
            require(ran <= most && ran >= most - stats.cancelled(), "K1: ran", ran, stats);
        }
    }
}
