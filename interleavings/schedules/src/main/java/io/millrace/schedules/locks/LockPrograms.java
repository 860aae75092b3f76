package io.millrace.schedules.locks;

import static io.millrace.schedules.locks.Stage.check;

import io.millrace.select.Select;
import io.millrace.sync.KeyedMutex;
import io.millrace.sync.Mutex;
import io.millrace.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// The programs over what is locked or acquired by one at a time, or by so many.
/// [ReadWritePrograms] and [MeetingPrograms] have the rest.
public final class LockPrograms {
    static final Duration MOMENT = Duration.ofMillis(1);

    private LockPrograms() {}

    /// Returns all programs.
    public static List<LockProgram> all() {
        var all = new ArrayList<LockProgram>();
        all.add(new LockProgram("mutex: three lock", LockPrograms::threeLock));
        all.add(new LockProgram("mutex: interrupts, deadlines", LockPrograms::mutexGivesUp));
        all.add(new LockProgram("mutex: selects over two", LockPrograms::mutexSelects));
        all.add(new LockProgram("mutex: a select is interrupted", LockPrograms::selectGivesUp));
        all.add(new LockProgram("mutex: keys", LockPrograms::keys));
        all.add(new LockProgram("semaphore: weights", LockPrograms::weights));
        all.add(new LockProgram("semaphore: interrupts", LockPrograms::semaphoreGivesUp));
        all.add(new LockProgram("semaphore: a large request leaves", LockPrograms::largeLeaves));
        all.add(new LockProgram("semaphore: a large select leaves", LockPrograms::selectLeaves));
        all.add(new LockProgram("semaphore: resize", LockPrograms::resize));
        all.add(new LockProgram("semaphore: a select is ahead", LockPrograms::semaphoreSelects));
        all.addAll(ReadWritePrograms.all());
        all.addAll(MeetingPrograms.all());
        return all;
    }

    private static void free(Stage stage, Mutex mutex, Room room, int visits) {
        stage.afterwards(() -> {
            check(room.visits() == visits, room.visits() + " visits, not " + visits);
            check(!mutex.isLocked(), "still locked");
            check(mutex.stats().waiting() == 0, "a waiter is left in line");
            check(mutex.tryLock(), "cannot be locked");
            check(mutex.stats().acquired() == visits + 1L, "wrong number of acquisitions");
        });
    }

    private static void threeLock(Stage stage) {
        var mutex = new Mutex();
        var room = new Room(1);
        for (int i = 0; i < 3; i++) {
            stage.go(() -> {
                for (int k = 0; k < 2; k++) {
                    mutex.lock();
                    room.visit();
                    mutex.unlock();
                }
            });
        }
        free(stage, mutex, room, 6);
    }

    private static void mutexGivesUp(Stage stage) {
        var mutex = new Mutex();
        var room = new Room(1);
        var visits = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            boolean timed = i == 1;
            stage.go(() -> {
                if (!timed) {
                    mutex.lock();
                } else if (!mutex.tryLock(MOMENT)) {
                    return;
                }
                room.visit();
                visits.incrementAndGet();
                mutex.unlock();
            });
        }
        stage.interrupt(2);
        stage.afterwards(() -> {
            check(room.visits() == visits.get(), "a visit was lost");
            check(mutex.tryLock(), "still locked");
            check(mutex.stats().waiting() == 0, "a waiter is left in line");
            check(mutex.stats().acquired() == visits.get() + 1L, "a lock was lost");
        });
    }

    private static void mutexSelects(Stage stage) {
        var one = new Mutex();
        var two = new Mutex();
        var rooms = List.of(new Room(1), new Room(1));
        for (int i = 0; i < 3; i++) {
            stage.go(() -> {
                int locked = Select.of(one.onLock(() -> 0), two.onLock(() -> 1)).await();
                rooms.get(locked).visit();
                (locked == 0 ? one : two).unlock();
            });
        }
        stage.go(() -> {
            one.lock();
            rooms.get(0).visit();
            one.unlock();
        });
        stage.afterwards(() -> {
            check(rooms.get(0).visits() + rooms.get(1).visits() == 4, "a visit was lost");
            check(one.tryLock() && two.tryLock(), "still locked");
            check(one.stats().waiting() + two.stats().waiting() == 0, "left in line");
        });
    }

    private static void selectGivesUp(Stage stage) {
        var mutex = new Mutex();
        var room = new Room(1);
        var visits = new AtomicInteger();
        stage.go(() -> {
            boolean locked =
                    Select.of(mutex.onLock(() -> true), Select.after(MOMENT, () -> false)).await();
            if (locked) {
                room.visit();
                visits.incrementAndGet();
                mutex.unlock();
            }
        });
        for (int i = 0; i < 2; i++) {
            stage.go(() -> {
                mutex.lock();
                room.visit();
                visits.incrementAndGet();
                mutex.unlock();
            });
        }
        stage.interrupt(0);
        stage.afterwards(() -> {
            check(room.visits() == visits.get(), "a visit was lost");
            check(mutex.tryLock(), "still locked");
            check(mutex.stats().waiting() == 0, "left in line");
        });
    }

    private static void keys(Stage stage) {
        var mutex = new KeyedMutex<String>();
        var room = new Room(1);
        var visits = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            stage.go(() -> {
                mutex.lock("key");
                room.visit();
                visits.incrementAndGet();
                mutex.unlock("key");
            });
        }
        stage.interrupt(1);
        stage.afterwards(() -> {
            check(room.visits() == visits.get(), "a visit was lost");
            check(mutex.stats().keys() == 0, "a key was left behind");
        });
    }

    private static void free(Stage stage, Semaphore semaphore, int size) {
        stage.afterwards(() -> {
            check(semaphore.available() == size, semaphore.available() + " are available");
            check(semaphore.stats().waiting() == 0, "a waiter is left in line");
            check(semaphore.tryAcquire(size), "the short way is shut");
        });
    }

    private static Stage.Body acquiring(Semaphore semaphore, Room room, int weight) {
        return () -> {
            semaphore.acquire(weight);
            room.enter(weight);
            room.leave(weight);
            semaphore.release(weight);
        };
    }

    private static void weights(Stage stage) {
        var semaphore = new Semaphore(2);
        var room = new Room(2);
        stage.go(acquiring(semaphore, room, 1));
        stage.go(acquiring(semaphore, room, 2));
        stage.go(acquiring(semaphore, room, 1));
        stage.go(() -> {
            if (semaphore.tryAcquire(2)) {
                room.enter(2);
                room.leave(2);
                semaphore.release(2);
            }
        });
        free(stage, semaphore, 2);
    }

    private static void semaphoreGivesUp(Stage stage) {
        var semaphore = new Semaphore(2);
        var room = new Room(2);
        stage.go(acquiring(semaphore, room, 1));
        stage.go(acquiring(semaphore, room, 2));
        stage.go(() -> {
            if (semaphore.tryAcquire(2, MOMENT)) {
                room.enter(2);
                room.leave(2);
                semaphore.release(2);
            }
        });
        stage.interrupt(1);
        stage.go(acquiring(semaphore, room, 1));
        free(stage, semaphore, 2);
    }

    /// One permit is held for good: only the one that leaves can let the small request go.
    private static void largeLeaves(Stage stage) {
        var semaphore = new Semaphore(2);
        check(semaphore.tryAcquire(), "not free");
        stage.go(acquiring(semaphore, new Room(0), 2));
        stage.go(acquiring(semaphore, new Room(1), 1));
        stage.interrupt(0);
        stage.afterwards(semaphore::release);
        free(stage, semaphore, 2);
    }

    private static void selectLeaves(Stage stage) {
        var semaphore = new Semaphore(2);
        var other = new Semaphore(1);
        check(semaphore.tryAcquire() && other.tryAcquire(), "not free");
        stage.go(() -> {
            boolean got =
                    Select.of(semaphore.onAcquire(2, () -> true), other.onAcquire(() -> false))
                            .await();
            check(!got, "there were no two permits");
        });
        stage.go(acquiring(semaphore, new Room(1), 1));
        stage.go(other::release);
        stage.afterwards(semaphore::release);
        free(stage, semaphore, 2);
    }

    private static void resize(Stage stage) {
        var semaphore = new Semaphore(1);
        var room = new Room(3);
        stage.go(acquiring(semaphore, room, 1));
        stage.go(acquiring(semaphore, room, 1));
        stage.go(() -> semaphore.resize(3));
        stage.go(() -> {
            try {
                acquiring(semaphore, room, 3).run();
            } catch (IllegalArgumentException e) {
                // before it was resized
            }
        });
        free(stage, semaphore, 3);
    }

    private static void semaphoreSelects(Stage stage) {
        var semaphore = new Semaphore(2);
        var other = new Semaphore(1);
        var room = new Room(2);
        stage.go(acquiring(semaphore, room, 1));
        stage.go(() -> {
            boolean mine =
                    Select.of(semaphore.onAcquire(2, () -> true), other.onAcquire(() -> false))
                            .await();
            if (mine) {
                room.enter(2);
                room.leave(2);
                semaphore.release(2);
            } else {
                other.release();
            }
        });
        stage.go(acquiring(semaphore, room, 1));
        stage.go(acquiring(other, new Room(1), 1));
        free(stage, semaphore, 2);
        free(stage, other, 1);
    }
}
