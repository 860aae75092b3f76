package io.millrace.schedules.locks;

import static io.millrace.schedules.locks.LockPrograms.MOMENT;
import static io.millrace.schedules.locks.Stage.check;

import io.millrace.select.Select;
import io.millrace.sync.Barrier;
import io.millrace.sync.BarrierBrokenException;
import io.millrace.sync.Memo;
import io.millrace.sync.Mutex;
import io.millrace.sync.Once;
import io.millrace.sync.SingleFlight;
import io.millrace.sync.WaitGroup;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/// The programs over what is waited for without being held: signals, ends, generations, results.
final class MeetingPrograms {

    private MeetingPrograms() {}

    static List<LockProgram> all() {
        return List.of(
                new LockProgram("condition: put and take", MeetingPrograms::putAndTake),
                new LockProgram("condition: a taker gives up", MeetingPrograms::takerGivesUp),
                new LockProgram("wait group: two rounds", MeetingPrograms::twoRounds),
                new LockProgram("wait group: a task fails", MeetingPrograms::taskFails),
                new LockProgram(
                        "wait group: a round after one that failed",
                        MeetingPrograms::roundAfterFailure),
                new LockProgram("wait group: a waiter gives up", MeetingPrograms::waiterGivesUp),
                new LockProgram("barrier: two generations", MeetingPrograms::twoGenerations),
                new LockProgram("barrier: a party gives up", MeetingPrograms::partyGivesUp),
                new LockProgram("barrier: parties come and go", MeetingPrograms::comeAndGo),
                new LockProgram("once: three run it", MeetingPrograms::threeRunOnce),
                new LockProgram("memo: the computation is interrupted", MeetingPrograms::memo),
                new LockProgram("single flight: callers leave", MeetingPrograms::callersLeave),
                new LockProgram("single flight: a call is forgotten", MeetingPrograms::forgotten));
    }

    private static void putAndTake(Stage stage) {
        var mutex = new Mutex();
        var changed = mutex.condition();
        int[] there = new int[1];
        for (int i = 0; i < 2; i++) {
            stage.go(() ->
                    mutex.withLock(() -> {
                        changed.await(() -> there[0] > 0);
                        there[0]--;
                    }));
        }
        for (int i = 0; i < 2; i++) {
            stage.go(() ->
                    mutex.withLock(() -> {
                        there[0]++;
                        changed.signal();
                    }));
        }
        stage.afterwards(() -> {
            check(there[0] == 0, "something was not taken");
            check(!mutex.isLocked(), "still locked");
        });
    }

    private static void takerGivesUp(Stage stage) {
        var mutex = new Mutex();
        var changed = mutex.condition();
        var taken = new AtomicInteger();
        int[] there = new int[1];
        stage.go(() ->
                mutex.withLock(() -> {
                    changed.await(() -> there[0] > 0);
                    there[0]--;
                    taken.incrementAndGet();
                }));
        stage.go(() ->
                mutex.withLock(() -> {
                    if (changed.await(() -> there[0] > 0, MOMENT)) {
                        there[0]--;
                        taken.incrementAndGet();
                    }
                }));
        stage.go(() ->
                mutex.withLock(() -> {
                    there[0] += 2;
                    changed.signalAll();
                }));
        stage.interrupt(0);
        stage.afterwards(() -> {
            check(there[0] + taken.get() == 2, "something was lost");
            check(!mutex.isLocked(), "still locked");
            check(changed.stats().waiting() == 0, "left in line");
        });
    }

    private static void twoRounds(Stage stage) {
        var first = new WaitGroup();
        var second = new WaitGroup();
        var arrived = new AtomicInteger();
        first.add(2);
        second.add(2);
        for (int i = 0; i < 2; i++) {
            stage.go(() -> {
                arrived.incrementAndGet();
                first.done();
                first.await();
                check(arrived.get() == 2, "released early");
                second.done();
                second.await();
            });
        }
        stage.go(() -> {
            first.await();
            first.add(1); // the next round, while those of the last are being woken
            first.done();
        });
        stage.afterwards(() -> check(first.count() + second.count() == 0, "not done"));
    }

    private static void taskFails(Stage stage) {
        var group = new WaitGroup();
        var told = new AtomicInteger();
        group.add(1);
        for (int i = 0; i < 2; i++) {
            boolean selects = i == 1;
            stage.go(() -> {
                try {
                    if (selects) {
                        Select.of(group.onDone(() -> "done")).await();
                    } else {
                        group.await();
                    }
                } catch (CompletionException e) {
                    told.incrementAndGet();
                }
            });
        }
        stage.go(() -> {
            group.go(() -> {
                throw new IllegalStateException("on purpose");
            });
            group.done();
        });
        stage.afterwards(() -> check(told.get() == 2, told.get() + " were told"));
    }

    private static void roundAfterFailure(Stage stage) {
        var group = new WaitGroup();
        var over = new AtomicInteger();
        stage.go(() -> {
            group.go(() -> {
                throw new IllegalStateException("on purpose");
            });
            try {
                group.await();
            } catch (CompletionException e) {
                over.set(1); // and the other has not begun, or its round is over, too
            }
        });
        stage.go(() -> {
            group.add(1);
            boolean later = over.get() == 1;
            group.done();
            try {
                group.await();
            } catch (CompletionException e) {
                check(!later, "a round inherited a failure of one that was over");
            }
        });
        stage.afterwards(() -> check(group.count() == 0, "not done"));
    }

    private static void waiterGivesUp(Stage stage) {
        var group = new WaitGroup();
        group.add(2);
        stage.go(group::await);
        stage.go(() -> group.await(MOMENT));
        stage.go(group::done);
        stage.go(group::done);
        stage.interrupt(0);
        stage.afterwards(() -> {
            check(group.count() == 0, "not done");
            check(group.stats().waiting() == 0, "left in line");
        });
    }

    private static void twoGenerations(Stage stage) {
        var acted = new AtomicInteger();
        var barrier = new Barrier(2, acted::incrementAndGet);
        for (int i = 0; i < 2; i++) {
            stage.go(() -> {
                for (int generation = 0; generation < 2; generation++) {
                    check(barrier.await() == generation, "out of step");
                    check(acted.get() > generation, "left before the action");
                }
            });
        }
        stage.go(() -> barrier.awaitEnd(0));
        stage.afterwards(() -> {
            check(acted.get() == 2, "the action ran " + acted.get() + " times");
            check(barrier.generation() == 2, "not ended");
        });
    }

    private static void partyGivesUp(Stage stage) {
        var barrier = new Barrier(2);
        var ended = new AtomicInteger();
        var broken = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            boolean timed = i == 1;
            stage.go(() -> {
                try {
                    if (timed) {
                        barrier.await(MOMENT);
                    } else {
                        barrier.await();
                    }
                    ended.incrementAndGet();
                } catch (BarrierBrokenException | TimeoutException | InterruptedException e) {
                    broken.incrementAndGet();
                }
            });
        }
        stage.interrupt(0);
        stage.afterwards(() -> {
            check(ended.get() == 0 || ended.get() == 2, "it ended for one of two");
            check(ended.get() + broken.get() == 2, "one heard nothing");
            check(barrier.isBroken() == (broken.get() == 2), "not told that it is broken");
        });
    }

    private static void comeAndGo(Stage stage) {
        var barrier = new Barrier(2);
        stage.go(() -> {
            barrier.await();
            barrier.deregister();
        });
        stage.go(() -> {
            long generation = barrier.arrive();
            Select.of(barrier.onEnd(generation, () -> "ended")).await();
            barrier.await();
        });
        stage.afterwards(() -> {
            check(barrier.generation() == 2, "generation " + barrier.generation());
            check(barrier.parties() == 1, barrier.parties() + " parties");
        });
    }

    private static void threeRunOnce(Stage stage) {
        var once = new Once();
        var runs = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            stage.go(() -> {
                once.run(runs::incrementAndGet);
                check(runs.get() == 1, "returned before it was run");
            });
        }
        stage.interrupt(1);
        stage.afterwards(() -> check(runs.get() == 1, "run " + runs.get() + " times"));
    }

    private static void memo(Stage stage) {
        var group = new WaitGroup();
        group.add(1);
        var memo =
                new Memo<>(() -> {
                    group.await();
                    return "value";
                });
        for (int i = 0; i < 3; i++) {
            stage.go(() -> check(memo.get().equals("value"), "another value"));
        }
        stage.interrupt(0);
        stage.go(group::done);
        stage.afterwards(() -> check(memo.isDone(), "nobody computed it"));
    }

    private static void callersLeave(Stage stage) {
        var flights = new SingleFlight<String, String>();
        var gate = new WaitGroup();
        gate.add(1);
        for (int i = 0; i < 2; i++) {
            stage.go(() ->
                    check(
                            flights.call(
                                            "key",
                                            () -> {
                                                gate.await();
                                                return "value";
                                            })
                                    .equals("value"),
                            "another value"));
        }
        stage.interrupt(0);
        stage.go(gate::done);
        stage.afterwards(() -> check(flights.stats().keys() == 0, "a call was left behind"));
    }

    private static void forgotten(Stage stage) {
        var flights = new SingleFlight<String, Integer>();
        var calls = new AtomicInteger();
        for (int i = 0; i < 2; i++) {
            stage.go(() -> check(flights.call("key", calls::incrementAndGet) > 0, "no value"));
        }
        stage.go(() -> flights.forget("key"));
        stage.afterwards(() -> {
            check(flights.stats().keys() == 0, "a call was left behind");
            check(flights.stats().started() == calls.get(), "a body ran twice, or not at all");
        });
    }
}
