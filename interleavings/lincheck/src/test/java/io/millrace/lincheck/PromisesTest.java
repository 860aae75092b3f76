package io.millrace.lincheck;

import static io.millrace.lincheck.Actors.join;
import static io.millrace.lincheck.Actors.start;
import static io.millrace.lincheck.Effort.inManyMoreOrders;
import static io.millrace.lincheck.Effort.inManyOrders;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Received;
import io.millrace.channel.Sent;
import io.millrace.context.Context;
import io.millrace.context.ContextEndedException;
import io.millrace.lincheck.Actors.Actor;
import io.millrace.select.Select;
import io.millrace.waiting.Door;
import io.millrace.waiting.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Operations that wait keep their promises in every order that is tried, and nobody gets stuck.
@Timeout(value = 1, unit = TimeUnit.HOURS) // the long round takes more than the usual minute
class PromisesTest {
    private static final Duration A_MOMENT = Duration.ofNanos(3 * HurriedHost.STEP);

    @AfterEach
    void letTimePassAsUsual() {
        Door.use(new Host());
    }

    static <T> Channel<T> ofCapacity(int capacity) {
        return capacity == 0 ? Channel.rendezvous() : Channel.buffered(capacity);
    }

    static void require(boolean holds, Object... facts) {
        if (!holds) {
            throw new AssertionError(List.of(facts).toString());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void two_values_arrive_in_their_order(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> channel = ofCapacity(capacity);
            Actor sender =
                    start(() -> {
                        channel.send(1);
                        channel.send(2);
                    });
            int first = channel.receive();
            int second = channel.receive();
            join(sender);
            require(first == 1 && second == 2, first, second);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void two_receivers_get_a_value_each(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> channel = ofCapacity(capacity);
            var got = new int[2];
            Actor one = start(() -> got[0] = channel.receive());
            Actor other = start(() -> got[1] = channel.receive());
            channel.send(1);
            channel.send(2);
            join(one, other);
            require(got[0] + got[1] == 3 && got[0] != got[1], got[0], got[1]);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void close_wakes_every_receiver(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> channel = ofCapacity(capacity);
            var got = new Object[2];
            Actor one = start(() -> got[0] = channel.receiveOrNull());
            Actor other = start(() -> got[1] = channel.receiveOrNull());
            channel.close();
            join(one, other);
            require(got[0] == null && got[1] == null);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void close_wakes_every_sender_and_what_was_sent_is_still_there(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> channel = ofCapacity(capacity);
            var sent = new boolean[2];
            Actor one = start(() -> sent[0] = sends(channel, 1));
            Actor other = start(() -> sent[1] = sends(channel, 2));
            channel.close();
            join(one, other);
            var left = new ArrayList<Integer>();
            channel.drainTo(left, 3);
            require(left.contains(1) == sent[0], left, sent[0]);
            require(left.contains(2) == sent[1], left, sent[1]);
            require(channel.stats().waitingSenders() == 0);
        });
    }

    private static boolean sends(Channel<Integer> channel, int value) throws InterruptedException {
        try {
            channel.send(value);
            return true;
        } catch (ChannelClosedException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void an_interrupted_receiver_loses_nothing(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> channel = ofCapacity(capacity);
            var got = new boolean[2];
            Actor receiver = start(() -> got[0] = receives(channel));
            Actor sender = start(() -> got[1] = channel.trySend(7) == Sent.SENT);
            receiver.interrupt();
            join(receiver, sender);
            boolean left = channel.tryReceive() instanceof Received.Value<Integer>;
            require(got[1] == (got[0] || left), got[0], got[1], left);
            require(channel.stats().waitingReceivers() == 0);
        });
    }

    private static boolean receives(Channel<Integer> channel) {
        try {
            return channel.receive() == 7;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void an_interrupted_sender_has_sent_or_has_not() {
        inManyOrders(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            var got = new boolean[2];
            Actor sender =
                    start(() -> {
                        try {
                            channel.send(7);
                            got[0] = true;
                        } catch (InterruptedException e) {
                            // not sent
                        }
                    });
            Actor receiver =
                    start(() -> got[1] = channel.tryReceive() instanceof Received.Value<Integer>);
            sender.interrupt();
            join(sender, receiver);
            require(got[0] == got[1], got[0], got[1]);
            require(channel.stats().waitingSenders() == 0);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_timed_receive_takes_the_value_or_leaves_it(int capacity) {
        inManyOrders(() -> {
            Door.use(new HurriedHost());
            Channel<Integer> channel = ofCapacity(capacity);
            var got = new boolean[2];
            Actor receiver =
                    start(() ->
                            got[0] =
                                    channel.tryReceive(A_MOMENT)
                                            instanceof Received.Value<Integer>);
            Actor sender = start(() -> got[1] = channel.trySend(7) == Sent.SENT);
            join(receiver, sender);
            boolean left = channel.tryReceive() instanceof Received.Value<Integer>;
            require(got[1] == (got[0] || left), got[0], got[1], left);
            require(channel.stats().waitingReceivers() == 0);
        });
    }

    @Test
    void a_timed_send_is_received_or_was_never_there() {
        inManyOrders(() -> {
            Door.use(new HurriedHost());
            Channel<Integer> channel = Channel.rendezvous();
            var got = new boolean[2];
            Actor sender = start(() -> got[0] = channel.trySend(7, A_MOMENT) == Sent.SENT);
            Actor receiver =
                    start(() -> got[1] = channel.tryReceive() instanceof Received.Value<Integer>);
            join(sender, receiver);
            require(got[0] == got[1], got[0], got[1]);
            require(channel.stats().waitingSenders() == 0);
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void a_select_of_two_takes_one(int capacity) {
        inManyOrders(() -> {
            Channel<Integer> left = ofCapacity(capacity);
            Channel<Integer> right = ofCapacity(capacity);
            var got = new int[1];
            Actor selecting =
                    start(() ->
                            got[0] =
                                    Select.<Integer>of(
                                                    left.onReceive(v -> v), right.onReceive(v -> v))
                                            .await());
            var sent = new boolean[1];
            Actor sender = start(() -> sent[0] = left.trySend(1) == Sent.SENT);
            right.trySend(2);
            join(sender);
            if (capacity == 0 && left.stats().sent() + right.stats().sent() == 0) {
                right.send(2); // both came before the select stood in the queues
            }
            join(selecting);
            ChannelStats one = left.stats();
            ChannelStats other = right.stats();
            require(one.received() + other.received() == 1, one, other);
            require(one.received() == (got[0] == 1 ? 1 : 0), one, got[0]);
            require(one.waitingReceivers() + other.waitingReceivers() == 0, one, other);
            require(one.sent() == one.received() + one.size(), one);
        });
    }

    @Test
    void two_selects_meet() {
        inManyOrders(() -> {
            Channel<Integer> there = Channel.rendezvous();
            Channel<Integer> back = Channel.rendezvous();
            var got = new String[2];
            Actor one =
                    start(() ->
                            got[0] =
                                    Select.<String>of(
                                                    there.onSend(() -> 1, () -> "sent"),
                                                    back.onReceive(v -> "received"))
                                            .await());
            Actor other =
                    start(() ->
                            got[1] =
                                    Select.<String>of(
                                                    back.onSend(() -> 2, () -> "sent"),
                                                    there.onReceive(v -> "received"))
                                            .await());
            join(one, other);
            require(!got[0].equals(got[1]), got[0], got[1]);
        });
    }

    @Test
    void an_interrupted_select_loses_nothing() {
        inManyOrders(() -> {
            Channel<Integer> left = Channel.rendezvous();
            Channel<Integer> right = Channel.rendezvous();
            var got = new boolean[2];
            Actor selecting =
                    start(() -> {
                        try {
                            Select.<Integer>of(left.onReceive(v -> v), right.onReceive(v -> v))
                                    .await();
                            got[0] = true;
                        } catch (InterruptedException e) {
                            // nothing received
                        }
                    });
            Actor sender = start(() -> got[1] = left.trySend(7) == Sent.SENT);
            selecting.interrupt();
            join(selecting, sender);
            require(got[0] == got[1], got[0], got[1]);
        });
    }

    @Test
    void hanging_up_gives_every_value_to_a_receiver_or_to_the_hook() {
        inManyOrders(() -> {
            var undelivered = new ArrayList<Integer>();
            Channel<Integer> channel =
                    Channel.<Integer>builder().capacity(1).onUndelivered(undelivered::add).build();
            var sent = new boolean[1];
            var received = new boolean[1];
            Actor sender = start(() -> sent[0] = channel.trySend(7) == Sent.SENT);
            Actor receiver =
                    start(() ->
                            received[0] = channel.tryReceive() instanceof Received.Value<Integer>);
            channel.cancel();
            join(sender, receiver);
            int ends = undelivered.size() + (received[0] ? 1 : 0);
            require(ends == (sent[0] ? 1 : 0), sent[0], received[0], undelivered);
        });
    }

    @Test
    void a_cancelled_call_gives_up_and_loses_nothing() {
        inManyOrders(() -> {
            Channel<Integer> channel = Channel.rendezvous();
            Context.Cancellable context = Context.background().withCancel();
            var got = new boolean[2];
            Actor receiver =
                    start(() -> {
                        try {
                            context.call(channel::receive);
                            got[0] = true;
                        } catch (ContextEndedException e) {
                            // gave up
                        }
                    });
            Actor sender = start(() -> got[1] = channel.trySend(7) == Sent.SENT);
            context.cancel();
            join(receiver, sender);
            require(got[0] == got[1], got[0], got[1]);
            require(channel.stats().waitingReceivers() == 0);
        });
    }

    @Test
    void draining_while_values_come_loses_and_doubles_nothing() {
        inManyOrders(() -> {
            Channel<Integer> channel = Channel.buffered(2);
            var got = new ArrayList<Integer>();
            Actor sender = start(() -> channel.sendAll(List.of(1, 2, 3)));
            while (got.size() < 3) {
                got.addAll(channel.receiveSome(2));
            }
            join(sender);
            require(got.equals(List.of(1, 2, 3)), got);
        });
    }

    /// A value on its way takes up the last slot, or it does not.
    @Test
    void who_finds_the_ring_full_finds_all_that_fills_it() {
        inManyMoreOrders(() -> {
            Channel<Integer> channel = Channel.buffered(2);
            channel.send(1);
            Actor sender = start(() -> channel.trySend(2));
            Sent third = channel.trySend(3);
            Received<Integer> first = channel.tryReceive();
            Received<Integer> second = channel.tryReceive();
            join(sender);
            require(
                    third != Sent.FULL || second instanceof Received.Value<Integer>,
                    third,
                    first,
                    second);
        });
    }

    /// The mirror image: a value that leaves has made room, or is still there.
    @Test
    void who_finds_the_ring_empty_finds_room_for_all_that_it_holds() {
        inManyMoreOrders(() -> {
            Channel<Integer> channel = Channel.buffered(2);
            channel.send(1);
            Actor receiver = start(channel::tryReceive);
            Received<Integer> none = channel.tryReceive();
            Sent second = channel.trySend(2);
            Sent third = channel.trySend(3);
            join(receiver);
            require(
                    none instanceof Received.Value<Integer> || third == Sent.SENT,
                    none,
                    second,
                    third);
        });
    }
}
