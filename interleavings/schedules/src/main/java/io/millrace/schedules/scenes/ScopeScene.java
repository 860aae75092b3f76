package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Outcome;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import io.millrace.task.ScopeStats;
import io.millrace.task.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * Thread 0 opens a scope, below a context of its own, lets the other threads start, does what it is to do, and closes
 * the scope. Nothing waits for ever.
 *
 *   value, fail, wait       starts a task that returns, throws, or pauses for 2 ms
 *   start                   starts a task that starts another one
 *   nest                    starts a task that opens a scope of its own, with two tasks
 *   call                    starts a task that calls within a context with a deadline
 *   join                    joins the scope; thread 0 only
 *   await I, outcome I      waits for the task of operation I; for 1 ms
 *   cancel, cancel-all      cancels the scope on purpose; cancels the context above
 *   cancel-task I           cancels the task of operation I
 *   interrupt               interrupts thread 0
 *
 * What must hold:
 *
 * E1  When the scope is closed nothing runs, and each task is counted as what its outcome is.
 * E2  A task ends as it must: it fails only if that is what it does, and returns only what it should.
 * E3  Each failure was told to somebody: by join, by await, by outcome, or by close; with FIRST_SUCCESS unless one
 *     succeeded.
 * E4  When join returns, the tasks that were started before it have ended.
 * E5  Nobody but thread 0 hears of an interrupt, and only if it was interrupted.
 */
/// A random program of a scope and its tasks.
final class ScopeScene implements Scene {
    private static final List<Policy> POLICIES =
            List.of(Policy.FAIL_FAST, Policy.COLLECT_ALL, Policy.FIRST_SUCCESS);
    private static final int MOST_PER_THREAD = 3;

    private final Lines lines;
    private final Policy policy;

    ScopeScene(Lines lines) {
        this.lines = lines;
        String name = lines.head().substring("scope ".length());
        policy = Policy.valueOf(name.replace('-', '_').toUpperCase(Locale.ROOT));
    }

    static ScopeScene draw(long seed) {
        var random = new SplittableRandom(seed);
        Policy policy = POLICIES.get(random.nextInt(POLICIES.size()));
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
        String name = policy.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new ScopeScene(new Lines("scope " + name, all));
    }

    private static String op(SplittableRandom random, boolean owner) {
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> "value";
            case 3, 4 -> "fail";
            case 5, 6 -> "wait";
            case 7 -> "start";
            case 8 -> random.nextInt(2) == 0 ? "nest" : "call";
            case 9, 10, 11 -> owner ? "join" : "cancel-task " + random.nextInt(3);
            case 12 -> "await " + random.nextInt(3);
            case 13 -> "outcome " + random.nextInt(3);
            case 14 -> random.nextInt(2) == 0 ? "cancel" : "cancel-all";
            default -> owner ? "value" : "interrupt";
        };
    }

    @Override
    public String name() {
        return lines.toString();
    }

    @Override
    public List<Scene> smaller() {
        return lines.smaller().stream().<Scene>map(ScopeScene::new).toList();
    }

    @Override
    public void set(Stage stage) {
        new Run(stage).set();
    }

    /// A task, and what it does.
    private record Started(String what, Task<Integer> task) {}

    private final class Run {
        private final Stage stage;
        private final Context.Cancellable above =
                Context.background().withTimeout(Duration.ofSeconds(1));
        private final List<Started> tasks = new ArrayList<>();
        private final Set<Throwable> told = new HashSet<>(); // by identity: they know no other
        private boolean interrupted;
        private @Nullable Scope opened;

        Run(Stage stage) {
            this.stage = stage;
            stage.watched(above);
        }

        void set() {
            stage.thread(this::own);
            stage.afterwards(this::look);
        }

        private void own() throws Exception {
            Scope scope = Scope.builder().name("s").context(above).policy(policy).open();
            opened = scope;
            for (int t = 1; t < lines.threads().size(); t++) {
                List<String> ops = lines.threads().get(t);
                stage.thread(() -> play(scope, ops, false));
            }
            try {
                play(scope, lines.threads().getFirst(), true);
            } finally {
                try {
                    scope.close();
                } catch (CompletionException e) {
                    tell(e);
                }
            }
            require(scope.stats().running() == 0, "E1: closed, and runs", scope.stats());
            above.close();
        }

        private void play(Scope scope, List<String> ops, boolean owner) throws Exception {
            for (String op : ops) {
                try {
                    perform(scope, op);
                } catch (InterruptedException e) {
                    require(owner && interrupted, "E5: interrupted by nobody");
                } catch (IllegalStateException e) {
                    require(!owner, "E1: thread 0 has not closed it yet", e);
                }
            }
            require((owner && interrupted) || !Thread.currentThread().isInterrupted(), "E5");
        }

        private void perform(Scope scope, String op) throws InterruptedException {
            switch (Lines.word(op)) {
                case "join" -> join(scope);
                case "await" -> await(task(op));
                case "outcome" -> outcome(task(op));
                case "cancel" -> scope.cancel();
                case "cancel-all" -> above.cancel(new Cause("from above"));
                case "cancel-task" -> {
                    Started which = task(op);
                    if (which != null) {
                        which.task.cancel();
                    }
                }
                case "interrupt" -> {
                    interrupted = true;
                    stage.interrupt(0);
                }
                case "-" -> {}
                default -> start(scope, op);
            }
        }

        private @Nullable Started task(String op) {
            int number = Lines.number(op);
            return number < tasks.size() ? tasks.get(number) : null;
        }

        private void start(Scope scope, String what) {
            tasks.add(new Started(what, scope.go(() -> perform(what, scope))));
        }

        private int perform(String what, Scope scope) throws Exception {
            switch (what) {
                case "fail" -> throw new Cause("on purpose");
                case "wait" -> Stage.pause(2);
                case "start" -> {
                    try {
                        start(scope, "value");
                    } catch (IllegalStateException e) {
                        return 7; // the scope is being closed
                    }
                }
                case "nest" ->
                        Scope.run(inner -> {
                            inner.go(() -> Stage.pause(1));
                            Task<Integer> value = inner.go(() -> 7);
                            return value.await();
                        });
                case "call" -> {
                    try (var context = Context.current().withTimeout(Duration.ofMillis(1))) {
                        context.call(() -> {
                            Stage.pause(1);
                            return 7;
                        });
                    } catch (ContextEndedException e) {
                        require(e.getCause() != null, e);
                    }
                }
                default -> {}
            }
            return 7;
        }

        private void join(Scope scope) throws InterruptedException {
            List<Started> before = List.copyOf(tasks);
            try {
                scope.join();
            } catch (ExecutionException e) {
                tell(e);
            }
            for (Started one : before) {
                require(one.task.isDone(), "E4: joined, and goes on", one.what);
            }
        }

        private void await(@Nullable Started which) throws InterruptedException {
            try {
                if (which != null) {
                    require(which.task.await() == 7, "E2: another result");
                }
            } catch (ExecutionException e) {
                tell(e);
            } catch (CancellationException e) {
                require(which != null && which.task.isDone(), "E2: cancelled, and goes on");
            }
        }

        private void outcome(@Nullable Started which) throws InterruptedException {
            if (which != null
                    && which.task.outcome(Duration.ofMillis(1)).orElse(null)
                            instanceof Outcome.Failure<Integer>(var cause)) {
                told.add(cause);
            }
        }

        private void tell(Exception report) {
            Throwable cause = report.getCause();
            if (cause != null) {
                told.add(cause);
            }
            told.addAll(List.of(report.getSuppressed()));
        }

        private void look() throws InterruptedException {
            int succeeded = 0;
            int failed = 0;
            int cancelled = 0;
            List<Throwable> failures = new ArrayList<>();
            for (Started one : tasks) {
                switch (one.task.outcome()) {
                    case Outcome.Success<Integer>(Integer value) -> {
                        succeeded++;
                        require(value == 7 && !one.what.equals("fail"), "E2", one.what);
                    }
                    case Outcome.Failure<Integer>(var cause) -> {
                        failed++;
                        failures.add(cause);
                        require(mayFail(one.what, cause), "E2", one.what, cause);
                    }
                    case Outcome.Cancelled<Integer> _ -> cancelled++;
                }
            }
            if (opened == null) {
                throw new AssertionError("no scope was opened");
            }
            ScopeStats stats = opened.stats();
            require(
                    stats.started() == tasks.size()
                            && stats.succeeded() == succeeded
                            && stats.failed() == failed
                            && stats.cancelled() == cancelled
                            && stats.running() == 0,
                    "E1",
                    stats,
                    tasks.size(),
                    succeeded,
                    failed,
                    cancelled);
            if (policy != Policy.FIRST_SUCCESS || succeeded == 0) {
                require(told.containsAll(failures), "E3: told", told, "failed", failures);
            }
        }

        private boolean mayFail(String what, Throwable cause) {
            return what.equals("fail") && cause instanceof Cause;
        }
    }
}
