package io.millrace.lincheck;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Each kind of test finds a fault of its kind. If one of these fails, the others prove nothing.
@Timeout(value = 1, unit = TimeUnit.HOURS) // to make the failing program small takes its time
class PlantedFaultsTest {

    /// A ring of two whose index moves on by a read and a write, not by one step.
    @Param(name = "value", gen = IntGen.class, conf = "1:9")
    public static final class TakesTwice {
        private final AtomicReferenceArray<Integer> slots = new AtomicReferenceArray<>(2);
        private final AtomicInteger head = new AtomicInteger();
        private final AtomicInteger tail = new AtomicInteger();

        @Operation
        public synchronized String trySend(@Param(name = "value") int value) {
            int at = tail.get();
            if (at - head.get() >= 2) {
                return "FULL";
            }
            slots.set(at % 2, value);
            tail.set(at + 1);
            return "SENT";
        }

        @Operation
        public String tryReceive() {
            int at = head.get();
            if (at == tail.get()) {
                return "EMPTY";
            }
            String value = String.valueOf(slots.get(at % 2));
            head.set(at + 1); // another may have taken the same
            return value;
        }
    }

    /// A channel whose receiver looks, and then registers: what comes in between is stored, and
    /// wakes nobody.
    static final class LosesWakeUps {
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<Integer> values = new ArrayDeque<>(); // under lock
        private @Nullable Waiting waiting; // under lock

        void send(int value) {
            lock.lock();
            Waiting receiver = waiting;
            if (receiver == null) {
                values.add(value);
            }
            lock.unlock();
            if (receiver != null) {
                receiver.given = value;
                LockSupport.unpark(receiver.thread);
            }
        }

        int receive() {
            lock.lock();
            Integer value = values.poll();
            lock.unlock();
            if (value != null) {
                return value;
            }
            var mine = new Waiting();
            lock.lock(); // not looked again
            waiting = mine;
            lock.unlock();
            while (mine.given == 0) {
                LockSupport.park();
            }
            return mine.given;
        }

        private static final class Waiting {
            private final Thread thread = Thread.currentThread();
            private volatile int given;
        }
    }

    @Test
    void a_value_that_is_taken_twice_is_found_in_chosen_orders() {
        assertThrows(
                LincheckAssertionError.class,
                () -> Effort.WHOLE.chooseOrders(TakesTwice.class, Shapes.Model2.class));
    }

    @Test
    void a_value_that_is_taken_twice_is_found_as_the_machine_runs_it() {
        assertThrows(
                LincheckAssertionError.class,
                () -> Effort.WHOLE.letRun(TakesTwice.class, Shapes.Model2.class));
    }

    @Test
    void a_wake_up_that_is_lost_is_found() {
        assertThrows(
                LincheckAssertionError.class,
                () ->
                        Effort.inManyOrders(() -> {
                            var channel = new LosesWakeUps();
                            Actors.Actor sender = Actors.start(() -> channel.send(7));
                            channel.receive();
                            Actors.join(sender);
                        }));
    }

    @Test
    void what_a_thread_of_a_program_throws_is_found() {
        assertThrows(
                LincheckAssertionError.class,
                () ->
                        Effort.inManyOrders(() -> {
                            Actors.Actor thread =
                                    Actors.start(() -> {
                                        throw new AssertionError("planted");
                                    });
                            Actors.join(thread);
                        }));
    }
}
