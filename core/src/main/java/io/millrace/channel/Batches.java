package io.millrace.channel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The batch forms of a channel's operations, made of the steps of its engine.
///
/// Lists and collections are foreign code: they are asked before the engine is, and filled after.
final class Batches {
    private Batches() {}

    // ---- sending

    static <T> int sendSome(AbstractChannel<T> channel, List<? extends T> values)
            throws InterruptedException {
        Object[] all = checked(values);
        return all.length == 0 ? 0 : sendSome(channel, all, 0);
    }

    static <T> void sendAll(AbstractChannel<T> channel, List<? extends T> values)
            throws InterruptedException {
        Object[] all = checked(values);
        for (int sent = 0; sent < all.length; ) {
            sent += sendSome(channel, all, sent);
        }
    }

    private static Object[] checked(List<?> values) {
        Object[] all = values.toArray();
        for (int i = 0; i < all.length; i++) {
            if (all[i] == null) {
                throw new NullPointerException("value " + i);
            }
        }
        return all;
    }

    private static <T> int sendSome(AbstractChannel<T> channel, Object[] values, int from)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int sent = channel.offerSome(values, from, values.length);
        if (sent > 0) {
            return sent;
        }
        channel.requireSent(channel.offer(channel.value(values[from]), AbstractChannel.FOREVER));
        return 1 + channel.offerSome(values, from + 1, values.length);
    }

    // ---- receiving

    static <T> List<T> receiveSome(AbstractChannel<T> channel, int most)
            throws InterruptedException {
        if (most < 1) {
            throw new IllegalArgumentException("receiveSome(" + most + "): must be at least 1");
        }
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        var received = new ArrayList<T>(Math.min(most, AbstractChannel.MOST_AT_ONCE));
        if (drainTo(channel, received, most) == 0) {
            Object first = channel.poll(AbstractChannel.FOREVER);
            if (first == AbstractChannel.ENDED) {
                channel.endOfLoop();
                return received;
            }
            received.add(channel.value(first));
            drainTo(channel, received, most - 1);
        }
        return received;
    }

    static <T> int drainTo(AbstractChannel<T> channel, Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        var chunk = new @Nullable Object[Math.clamp(most, 0, AbstractChannel.MOST_AT_ONCE)];
        // What comes meanwhile is not counted: producers that go on would never let it end.
        long there = Math.min(most, channel.there());
        int count = drain(channel, chunk, chunk.length, target);
        int moved = count;
        while (count > 0 && moved < there) {
            count = drain(channel, chunk, (int) Math.min(there - moved, chunk.length), target);
            moved += count;
        }
        return moved;
    }

    private static <T> int drain(
            AbstractChannel<T> channel,
            @Nullable Object[] chunk,
            int most,
            Collection<? super T> target) {
        int count = channel.pollSome(chunk, most);
        int added = 0;
        try {
            for (; added < count; added++) {
                target.add(channel.value(chunk[added]));
            }
        } catch (RuntimeException | Error e) {
            var rest = Arrays.asList(chunk).subList(added, count).iterator();
            throw channel.thrown(
                    channel.passOn(() -> rest.hasNext() ? channel.value(rest.next()) : null, e));
        }
        return count;
    }
}
