package io.millrace.waiting;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// One action's fault is nobody else's.
class TimersRobustnessTest {

    @Test
    void timers_fire_after_an_action_and_the_handler_of_its_exception_have_both_thrown()
            throws Exception {
        var before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> {
            throw new IllegalStateException("the handler", e);
        });
        try {
            Door.timers()
                    .set(
                            Door.now(),
                            () -> {
                                throw new IllegalStateException("the action");
                            });
            awaitAnother();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    void an_interrupt_that_an_action_leaves_behind_is_gone_for_the_next() throws Exception {
        var interrupted = new AtomicReference<Boolean>();
        var fired = new CountDownLatch(1);
        long now = Door.now();
        Door.timers().set(now, () -> Thread.currentThread().interrupt());
        Door.timers()
                .set(
                        now + 1,
                        () -> {
                            interrupted.set(Thread.currentThread().isInterrupted());
                            fired.countDown();
                        });
        fired.await();
        assertFalse(interrupted.get());
    }

    @Test
    void the_thread_inherits_nothing_from_whoever_sets_the_first_timer() throws Exception {
        var inherited = new InheritableThreadLocal<String>();
        inherited.set("of the caller");
        var seen = new AtomicReference<String>();
        var loader = new AtomicReference<ClassLoader>();
        var fired = new CountDownLatch(1);
        Host host = new Host(); // with timers of its own, whose thread has not been started
        host.timers()
                .set(
                        host.nanoTime(),
                        () -> {
                            seen.set(inherited.get());
                            loader.set(Thread.currentThread().getContextClassLoader());
                            fired.countDown();
                        });
        fired.await();
        assertNull(seen.get());
        assertNull(loader.get());
    }

    private static void awaitAnother() throws InterruptedException {
        var fired = new CountDownLatch(1);
        Door.timers().set(Door.now(), fired::countDown);
        fired.await();
    }
}
