package io.millrace.pool;

import io.millrace.channel.Channel;
import io.millrace.channel.Closed;
import io.millrace.channel.Received;
import io.millrace.channel.Receiver;
import io.millrace.channel.Sent;
import io.millrace.select.Select;
import org.jspecify.annotations.Nullable;

/*
 * In order a worker takes the turn, then room in the window, then an element; and lets the turn go when its job stands
 * in line. So the order of the line is that of the elements, and an element that has no room yet stays where it was.
 */
/// The workers receive from the pool's input themselves: [Dispatch#SHARED] between two channels.
///
/// Nobody stops it: it ends with the channel. Nothing is queued, so there is nothing to cancel.
final class Pull<T, R> implements Source {
    private static final Object TURN = "the turn";

    private enum Step {
        MAY,
        LOOK
    }

    private final ChannelPool<T, R> pool;
    private final Receiver<? extends T> input;
    private final @Nullable Reorder<R> order;
    private final Channel<Object> turn = Channel.buffered(1);

    Pull(ChannelPool<T, R> pool, Receiver<? extends T> input, @Nullable Reorder<R> order) {
        this.pool = pool;
        this.input = input;
        this.order = order;
        turn.trySend(TURN);
    }

    @Override
    public Taker taker() {
        return order == null ? new AsTheyCome() : new InTurn(order);
    }

    @Override
    public void stop() {}

    @Override
    public void cancel(Throwable cause) {}

    @Override
    public int capacity() {
        return 0;
    }

    private Work inputEnded(Closed closed) {
        pool.inputEnded(closed.cause());
        return Work.Notice.ENDED;
    }

    private class AsTheyCome implements Taker {
        private final Select<Work> next =
                Select.of(
                        input.<Work>onReceive(pool::job, Pull.this::inputEnded),
                        pool.core().notices().<Work>onReceive(notice -> notice));

        @Override
        public Work take() throws InterruptedException {
            return switch (input.tryReceive()) {
                case Received.Value<? extends T>(var element) -> pool.job(element);
                case Received.Ended<? extends T>(var closed) -> inputEnded(closed);
                case Received.Empty<? extends T> _ -> next.await();
            };
        }

        @Override
        public void ended(Job<?> job) {
            pool.deliver(job);
        }

        @Override
        public void leave() {}
    }

    private final class InTurn extends AsTheyCome {
        private final Reorder<R> window;
        private final Select<Step> forTurn;
        private final Select<Step> forRoom;

        InTurn(Reorder<R> window) {
            this.window = window;
            Channel<Work.Notice> notices = pool.core().notices();
            forTurn = Select.of(turn.onReceive(_ -> Step.MAY), notices.onReceive(_ -> Step.LOOK));
            forRoom =
                    Select.of(
                            window.room().onSend(Reorder::permit, () -> Step.MAY),
                            notices.onReceive(_ -> Step.LOOK));
        }

        @Override
        public Work take() throws InterruptedException {
            if (!(turn.tryReceive() instanceof Received.Value) && forTurn.await() == Step.LOOK) {
                return Work.Notice.LOOK;
            }
            boolean hasRoom = false;
            try {
                if (window.room().trySend(Reorder.permit()) != Sent.SENT
                        && forRoom.await() == Step.LOOK) {
                    return Work.Notice.LOOK;
                }
                hasRoom = true;
                Work work = super.take();
                if (work instanceof Job<?> job) {
                    window.add(pool.own(job));
                    hasRoom = false;
                }
                return work;
            } finally {
                if (hasRoom) {
                    window.giveBack();
                }
                turn.trySend(TURN);
            }
        }

        @Override
        public void ended(Job<?> job) {} // the emitter delivers it
    }
}
