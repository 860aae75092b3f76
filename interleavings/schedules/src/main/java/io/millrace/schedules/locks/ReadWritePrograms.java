package io.millrace.schedules.locks;

import static io.millrace.schedules.locks.Stage.check;

import io.millrace.select.Select;
import io.millrace.sync.Preference;
import io.millrace.sync.ReadWriteMutex;
import java.util.ArrayList;
import java.util.List;

/// The programs over readers and writers, for each preference.
final class ReadWritePrograms {
    private static final int MANY = 8;

    private ReadWritePrograms() {}

    static List<LockProgram> all() {
        var all = new ArrayList<LockProgram>();
        for (Preference preference : Preference.values()) {
            String name = "read-write mutex, " + preference + ": ";
            all.add(
                    new LockProgram(
                            name + "readers and writers", stage -> readWrite(stage, preference)));
            all.add(
                    new LockProgram(
                            name + "a writer gives up", stage -> writerGivesUp(stage, preference)));
            all.add(
                    new LockProgram(
                            name + "a writer leaves", stage -> writerLeaves(stage, preference)));
            all.add(new LockProgram(name + "selects", stage -> bothLocks(stage, preference)));
            all.add(new LockProgram(name + "a newcomer", stage -> newcomer(stage, preference)));
        }
        return all;
    }

    private static void free(Stage stage, ReadWriteMutex mutex) {
        stage.afterwards(() -> {
            var stats = mutex.stats();
            check(stats.readers() == 0 && !stats.writing(), "still locked");
            check(stats.waitingReaders() + stats.waitingWriters() == 0, "left in line");
            check(mutex.tryLockWrite(), "the short way is shut");
        });
    }

    private static Stage.Body reading(ReadWriteMutex mutex, Room room) {
        return () -> {
            mutex.lockRead();
            room.enter(1);
            room.leave(1);
            mutex.unlockRead();
        };
    }

    private static Stage.Body writing(ReadWriteMutex mutex, Room room) {
        return () -> {
            mutex.lockWrite();
            room.visit();
            mutex.unlockWrite();
        };
    }

    private static void readWrite(Stage stage, Preference preference) {
        var mutex = new ReadWriteMutex(preference);
        var room = new Room(MANY);
        stage.go(reading(mutex, room));
        stage.go(() -> {
            mutex.lockWrite();
            room.visit();
            mutex.downgrade();
            room.enter(1);
            room.leave(1);
            mutex.unlockRead();
        });
        stage.go(reading(mutex, room));
        stage.go(writing(mutex, room));
        free(stage, mutex);
        stage.afterwards(() -> check(room.visits() == 2, "a write was lost"));
    }

    private static void writerGivesUp(Stage stage, Preference preference) {
        var mutex = new ReadWriteMutex(preference);
        var room = new Room(MANY);
        stage.go(reading(mutex, room));
        stage.go(writing(mutex, room));
        stage.go(reading(mutex, room));
        stage.interrupt(1);
        free(stage, mutex);
    }

    /// A reader stays for good: only the writer that leaves can let the one behind it go.
    private static void writerLeaves(Stage stage, Preference preference) {
        var mutex = new ReadWriteMutex(preference);
        check(mutex.tryLockRead(), "not free");
        stage.go(writing(mutex, new Room(0)));
        stage.go(reading(mutex, new Room(1)));
        stage.interrupt(0);
        stage.afterwards(mutex::unlockRead);
        free(stage, mutex);
    }

    private static void bothLocks(Stage stage, Preference preference) {
        var mutex = new ReadWriteMutex(preference);
        var room = new Room(MANY);
        for (int i = 0; i < 2; i++) {
            stage.go(() -> {
                boolean writes =
                        Select.of(mutex.onLockRead(() -> false), mutex.onLockWrite(() -> true))
                                .await();
                if (writes) {
                    room.visit();
                    mutex.unlockWrite();
                } else {
                    room.enter(1);
                    room.leave(1);
                    mutex.unlockRead();
                }
            });
        }
        stage.go(writing(mutex, room));
        stage.go(reading(mutex, room));
        free(stage, mutex);
    }

    /// A reader that comes while a writer waits for another reader passes it only if readers are
    /// preferred.
    private static void newcomer(Stage stage, Preference preference) {
        var mutex = new ReadWriteMutex(preference);
        check(mutex.tryLockRead(), "not free");
        stage.go(writing(mutex, new Room(1)));
        stage.go(() -> {
            boolean waits = mutex.stats().waitingWriters() == 1; // until this thread unlocks
            boolean locked = mutex.tryLockRead();
            check(
                    !waits || locked == (preference == Preference.READERS),
                    locked ? "a reader passed a writer" : "a reader did not pass a writer");
            if (locked) {
                mutex.unlockRead();
            }
            mutex.unlockRead();
        });
        free(stage, mutex);
    }
}
