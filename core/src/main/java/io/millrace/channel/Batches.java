package io.millrace.channel;

import static io.millrace.channel.AbstractChannel.MOST_AT_ONCE;

import java.util.AbstractCollection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/// The batch forms of a channel's operations, made of the steps of its engine.
///
/// Lists and collections are foreign code: they are read before the engine is called, and filled
/// after. On the way the values lie in an array that the engine lends; what fails keeps it, and the
/// collector takes it.
final class Batches {

    /// For so many values to be sent at most an array is lent, and kept for the next batch.
    private static final int MOST_LENT = 256;

    private Batches() {}

    // ---- sending

    static <T> int sendSome(AbstractChannel<T> channel, List<? extends T> values)
            throws InterruptedException {
        int count = values.size();
        if (count == 0) {
            return 0;
        }
        if (!isLent(values, count)) {
            Object[] all = checked(values);
            return all.length == 0 ? 0 : sendSome(channel, all, 0, all.length);
        }
        Object[] all = copied(channel, values, count);
        int sent = sendSome(channel, all, 0, count);
        giveBack(channel, all, count);
        return sent;
    }

    static <T> void sendAll(AbstractChannel<T> channel, List<? extends T> values)
            throws InterruptedException {
        int count = values.size();
        if (!isLent(values, count)) {
            Object[] all = checked(values);
            sendAll(channel, all, all.length);
        } else if (count > 0) {
            Object[] all = copied(channel, values, count);
            sendAll(channel, all, count);
            giveBack(channel, all, count);
        }
    }

    private static <T> void sendAll(AbstractChannel<T> channel, Object[] values, int to)
            throws InterruptedException {
        for (int sent = 0; sent < to; ) {
            sent += sendSome(channel, values, sent, to);
        }
    }

    private static boolean isLent(List<?> values, int count) {
        return count <= MOST_LENT && values instanceof RandomAccess;
    }

    private static Object[] copied(AbstractChannel<?> channel, List<?> values, int count) {
        @Nullable Object[] all = channel.borrow(true, Math.max(count, MOST_AT_ONCE));
        for (int i = 0; i < count; i++) {
            all[i] = checked(values.get(i), i);
        }
        return all;
    }

    private static Object[] checked(List<?> values) {
        Object[] all = values.toArray();
        for (int i = 0; i < all.length; i++) {
            checked(all[i], i);
        }
        return all;
    }

    private static Object checked(@Nullable Object value, int index) {
        if (value == null) {
            throw new NullPointerException("value " + index);
        }
        return value;
    }

    private static <T> int sendSome(AbstractChannel<T> channel, Object[] values, int from, int to)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        int sent = channel.offerSome(values, from, to);
        if (sent == 0 && channel.pausesForSome(true)) {
            sent = channel.offerSome(values, from, to);
        }
        if (sent > 0) {
            return sent;
        }
        channel.requireSent(channel.offer(channel.value(values[from]), AbstractChannel.FOREVER));
        return 1 + channel.offerSome(values, from + 1, to);
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
        int wanted = Math.min(most, MOST_AT_ONCE);
        @Nullable Object[] chunk = channel.borrow(false, wanted);
        int count = channel.pollSome(chunk, 0, wanted);
        if (count == 0 && channel.pausesForSome(false)) {
            count = channel.pollSome(chunk, 0, wanted);
        }
        if (count == 0) {
            Object next = channel.poll(AbstractChannel.FOREVER);
            if (next == AbstractChannel.ENDED) {
                channel.endOfLoop();
                return new ArrayList<>();
            }
            chunk[0] = next;
            count = 1 + channel.pollSome(chunk, 1, wanted - 1);
        }
        List<T> received = list(channel, chunk, count);
        channel.giveBack(false, chunk);
        if (count == MOST_AT_ONCE && count < most) {
            drainTo(channel, received, most - count);
        }
        return received;
    }

    private static <T> List<T> list(
            AbstractChannel<T> channel, @Nullable Object[] chunk, int count) {
        try {
            var list = new ArrayList<T>(new Values<T>(chunk, count));
            Arrays.fill(chunk, 0, count, null);
            return list;
        } catch (RuntimeException | Error e) {
            throw lost(channel, chunk, 0, count, e);
        }
    }

    static <T> int drainTo(AbstractChannel<T> channel, Collection<? super T> target, int most) {
        Objects.requireNonNull(target, "target");
        if (most <= 0) {
            return 0;
        }
        // What comes meanwhile is not counted: producers that go on would never let it end.
        long there = most <= MOST_AT_ONCE ? most : Math.min(most, channel.there());
        int wanted = Math.min(most, MOST_AT_ONCE);
        @Nullable Object[] chunk = channel.borrow(false, wanted);
        int count = channel.pollSome(chunk, 0, wanted);
        move(channel, chunk, count, target);
        int moved = count;
        while (count == wanted && moved < there) {
            wanted = (int) Math.min(there - moved, MOST_AT_ONCE);
            count = channel.pollSome(chunk, 0, wanted);
            move(channel, chunk, count, target);
            moved += count;
        }
        channel.giveBack(false, chunk);
        return moved;
    }

    /// Moves the first `count` values of `chunk` to `target`, and leaves nulls.
    private static <T> void move(
            AbstractChannel<T> channel,
            @Nullable Object[] chunk,
            int count,
            Collection<? super T> target) {
        int moved = 0;
        try {
            if (target.getClass() == ArrayList.class) { // at once, and it keeps no array
                target.addAll(new Values<T>(chunk, count));
                moved = count;
            }
            for (; moved < count; moved++) {
                target.add(channel.value(chunk[moved]));
            }
        } catch (RuntimeException | Error e) {
            throw lost(channel, chunk, moved, count, e);
        }
        Arrays.fill(chunk, 0, count, null);
    }

    private static <T> RuntimeException lost(
            AbstractChannel<T> channel, @Nullable Object[] chunk, int from, int to, Throwable why) {
        var rest = Arrays.asList(chunk).subList(from, to).iterator();
        return channel.thrown(
                channel.passOn(() -> rest.hasNext() ? channel.value(rest.next()) : null, why));
    }

    /// Gives an array back from which `count` values were sent.
    private static void giveBack(AbstractChannel<?> channel, @Nullable Object[] lent, int count) {
        Arrays.fill(lent, 0, count, null);
        channel.giveBack(true, lent);
    }

    /// The first values of a chunk, for an [ArrayList] to copy. Not for foreign code, which might
    /// keep the array.
    private static final class Values<T> extends AbstractCollection<T> {
        private final @Nullable Object[] chunk;
        private final int count;

        Values(@Nullable Object[] chunk, int count) {
            this.chunk = chunk;
            this.count = count;
        }

        @Override
        public @Nullable Object[] toArray() {
            return count == chunk.length ? chunk : Arrays.copyOf(chunk, count);
        }

        @Override
        public int size() {
            return count;
        }

        @Override
        @SuppressWarnings("unchecked") // values of a Channel<T>
        public Iterator<T> iterator() {
            return (Iterator<T>) Arrays.asList(chunk).subList(0, count).iterator();
        }
    }
}
