package io.millrace.schedules.scenes;

import static io.millrace.schedules.scenes.Stage.require;

import io.millrace.schedules.scenes.ContextScenes.Cause;
import io.millrace.task.Action;
import io.millrace.task.ErrGroup;
import io.millrace.task.ScopeStats;
import io.millrace.waiting.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/*
 * What must hold in every group, beside what Stage says:
 *
 * X1  As many bodies run at a time as the limit allows, and no more.
 * X2  When all tasks have ended every permit is there again, however they ended and whoever gave up waiting for one.
 * X3  Each failure is heard of: by an await, or else by close.
 * X4  When await or close returns, nothing runs; what was counted as started has ended in one of three ways.
 */
/// A group, who is inside, and what was heard of failures.
final class Crowd implements AutoCloseable {
    final ErrGroup group;
    private final int limit;
    final List<Throwable> heard = new ArrayList<>();
    final List<Throwable> thrown = new ArrayList<>();
    private int inside;
    int ran;

    Crowd(int limit, ErrGroup.Builder builder) {
        this.limit = limit;
        group = builder.name("scene").limit(limit).open();
    }

    static Crowd of(int limit) {
        return new Crowd(limit, ErrGroup.builder());
    }

    /// Returns a body that is seen while it runs.
    Body body(Body inner) {
        return () -> {
            require(++inside <= limit, "X1: too many run", inside);
            ran++;
            try {
                group.stats(); // a chance for the others
                inner.run();
            } finally {
                inside--;
            }
        };
    }

    Body idle() {
        return body(() -> {});
    }

    Body failing(String name) {
        return body(() -> {
            throw failure(name);
        });
    }

    /// Returns what is about to be thrown.
    Cause failure(String name) {
        var cause = new Cause(name);
        thrown.add(cause);
        return cause;
    }

    /// Awaits the group while nobody else starts tasks in it, and keeps what it hears.
    ///
    /// @return the cause that await reported, or null
    @Nullable Throwable await() throws InterruptedException {
        Throwable cause = awaitAmongOthers();
        require(inside == 0, "X4: awaited, and runs", inside);
        return cause;
    }

    /// Awaits the group, and keeps what it hears.
    ///
    /// @return the cause that await reported, or null
    @Nullable Throwable awaitAmongOthers() throws InterruptedException {
        try {
            group.await();
            return null;
        } catch (ExecutionException e) {
            return hear(e);
        }
    }

    @Nullable Throwable hear(Exception report) {
        Throwable cause = report.getCause();
        if (cause != null) {
            heard.add(cause);
        }
        heard.addAll(List.of(report.getSuppressed()));
        return cause;
    }

    /// Requires that so many can run as the limit says (X2). Requires: nothing runs, and the group
    /// was not cancelled.
    void requirePermits() throws InterruptedException {
        var gate = new Signal("gate");
        for (int i = 0; i < limit; i++) {
            require(group.tryGo(body(() -> gate.await("gate"))), "X2: a permit was lost", i);
        }
        require(!group.tryGo(idle()), "X2: a permit is there twice");
        gate.fire();
        await();
    }

    @Override
    public void close() {
        try {
            group.close();
        } catch (CompletionException e) {
            hear(e);
        }
        ScopeStats stats = group.stats();
        require(inside == 0 && stats.running() == 0, "X4: closed, and runs", inside, stats);
        require(
                stats.succeeded() + stats.failed() + stats.cancelled() == stats.started(),
                "X4",
                stats);
        require(stats.failed() == thrown.size(), "X4: failures", stats, thrown);
        require(Set.copyOf(heard).containsAll(thrown), "X3: heard", heard, "of", thrown);
    }

    /// What a task of a crowd does.
    interface Body extends Action {}
}
