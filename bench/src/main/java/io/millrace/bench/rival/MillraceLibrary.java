package io.millrace.bench.rival;

import io.millrace.bench.Breaker;
import io.millrace.bench.Flows;
import io.millrace.bench.Group;
import io.millrace.bench.Guard;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Limiter;
import io.millrace.bench.Line;
import io.millrace.bench.Shield;
import io.millrace.bench.Tasks;
import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.select.Clause;
import io.millrace.select.Select;
import io.millrace.sync.Mutex;
import io.millrace.sync.Semaphore;
import io.millrace.sync.WaitGroup;
import io.millrace.task.Scope;
import io.millrace.time.TimedCall;
import io.millrace.time.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Millrace: its channels, a reused select, its scope. Statistics are on, as always.
public final class MillraceLibrary implements Library {

    @Override
    public Line line(int capacity) {
        return new ChannelLine(capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity));
    }

    @Override
    public Chooser chooser(Line[] lines, boolean orElse) {
        var clauses = new ArrayList<Clause<Item>>();
        for (Line line : lines) {
            clauses.add(((ChannelLine) line).channel.onReceive(item -> item));
        }
        if (orElse) {
            clauses.add(Select.orElse(() -> Item.LAST));
        }
        return Select.of(clauses)::await;
    }

    @Override
    public Guard guard(int permits) {
        if (permits == 0) {
            return new MutexGuard();
        }
        return new SemaphoreGuard(permits);
    }

    @Override
    public Group group(int tasks, boolean starts) {
        return new WaitGroupGroup(starts ? 0 : tasks);
    }

    @Override
    public Limiter limiter(int permits, Duration period) {
        return MillraceGuards.limiter(permits, period);
    }

    @Override
    public Flows flows() {
        return new MillraceFlows();
    }

    @Override
    public Breaker breaker(int window) {
        return MillraceGuards.breaker(window);
    }

    @Override
    public Shield retry(int attempts) {
        return MillraceGuards.retry(attempts);
    }

    @Override
    public Shield bulkhead(int places) {
        return MillraceGuards.bulkhead(places);
    }

    private static final class MutexGuard extends Guard {
        private final Mutex mutex = new Mutex();

        @Override
        public void enter() throws InterruptedException {
            mutex.lock();
        }

        @Override
        public void leave() {
            mutex.unlock();
        }
    }

    private static final class SemaphoreGuard extends Guard {
        private final Semaphore semaphore;

        SemaphoreGuard(int permits) {
            semaphore = new Semaphore(permits);
        }

        @Override
        public void enter() throws InterruptedException {
            semaphore.acquire();
        }

        @Override
        public void leave() {
            semaphore.release();
        }
    }

    private static final class WaitGroupGroup extends Group {
        private final WaitGroup group = new WaitGroup();

        WaitGroupGroup(int tasks) {
            group.add(tasks);
        }

        @Override
        public void start(Runnable task) {
            group.go(task::run);
        }

        @Override
        public void done() {
            group.done();
        }

        @Override
        public void await() throws InterruptedException {
            group.await();
        }
    }

    @Override
    public Crew crew(int tasks) {
        return new ScopeCrew();
    }

    @Override
    public Deadline deadline(int hours, boolean calls) {
        return calls
                ? new Call(Timer.call(Duration.ofHours(hours), () -> {}))
                : new Fire(Timer.after(Duration.ofHours(hours)));
    }

    private record Call(TimedCall call) implements Deadline {
        @Override
        public boolean stop() {
            return call.stop();
        }

        @Override
        public Deadline reset(int hours) {
            call.reset(Duration.ofHours(hours));
            return this;
        }
    }

    private record Fire(Timer timer) implements Deadline {
        @Override
        public boolean stop() {
            return timer.stop();
        }

        @Override
        public Deadline reset(int hours) {
            timer.reset(Duration.ofHours(hours));
            return this;
        }
    }

    private static final class ChannelLine extends Line {
        private final Channel<Item> channel;

        ChannelLine(Channel<Item> channel) {
            this.channel = channel;
        }

        @Override
        public void send(Item item) throws InterruptedException {
            channel.send(item);
        }

        @Override
        public Item receive() throws InterruptedException {
            return channel.receive();
        }

        @Override
        public @Nullable Item tryReceive() {
            return channel.tryReceive() instanceof Received.Value<Item>(var item) ? item : null;
        }

        @Override
        public boolean closes() {
            return true;
        }

        @Override
        public void close() {
            channel.close();
        }

        @Override
        public @Nullable Item receiveOrNull() throws InterruptedException {
            return channel.receiveOrNull();
        }

        @Override
        public void sendAll(List<Item> items) throws InterruptedException {
            channel.sendAll(items);
        }

        @Override
        public List<Item> receiveSome(List<Item> spare, int most) throws InterruptedException {
            return channel.receiveSome(most);
        }

        @Override
        public void drainTo(List<Item> target, int most) {
            channel.drainTo(target, most);
        }
    }

    private static final class ScopeCrew implements Crew {
        private final Scope scope = Scope.open();

        @Override
        public void start(Tasks.Body body) {
            scope.go(body::run);
        }

        @Override
        public void cancel() {
            scope.cancel();
        }

        @Override
        public void join() throws Exception {
            scope.join();
            scope.close();
        }
    }
}
