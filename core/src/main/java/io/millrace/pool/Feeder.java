package io.millrace.pool;

import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.Receiver;
import io.millrace.task.Action;
import org.jspecify.annotations.Nullable;

/// Receives a pool's elements and gives them to its lines: for what is not shared.
///
/// It has a place for an element before it receives it, so it holds none.
final class Feeder<T, R> implements Action {
    private final ChannelPool<T, R> pool;
    private final Receiver<? extends T> input;
    private final @Nullable Reorder<R> order;
    private final Placed lines;

    Feeder(
            ChannelPool<T, R> pool,
            Receiver<? extends T> input,
            @Nullable Reorder<R> order,
            Placed lines) {
        this.pool = pool;
        this.input = input;
        this.order = order;
        this.lines = lines;
    }

    @Override
    public void run() {
        try {
            feed();
            pool.core().stop();
        } catch (InterruptedException e) {
            if (pool.core().cause()
                    == null) { // nobody has a reason to; without a feeder it is over
                pool.core().cancel(e);
            }
        } catch (Throwable e) { // the function that makes keys threw, or memory ran out
            if (!(e instanceof ChannelClosedException) || pool.core().cause() == null) {
                pool.broken(e);
            }
        }
    }

    private void feed() throws InterruptedException {
        while (true) {
            if (order != null) {
                order.room().send(Reorder.permit());
            }
            lines.reserve();
            T element = receiveOrNull();
            if (element == null) {
                return;
            }
            Job<R> job = pool.job(element);
            if (order != null) {
                order.add(job);
            }
            lines.place(job);
        }
    }

    private @Nullable T receiveOrNull() throws InterruptedException {
        try {
            return input.receiveOrNull();
        } catch (ChannelClosedException e) {
            pool.inputEnded(e.closed().cause());
            return null;
        }
    }
}
