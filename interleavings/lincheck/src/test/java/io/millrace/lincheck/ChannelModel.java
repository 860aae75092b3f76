package io.millrace.lincheck;

import io.millrace.channel.Overflow;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a channel does when one thread at a time uses it. Its methods are those of [TryForms] and
/// [QueueForms], and return the same words.
public abstract class ChannelModel {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    private final int capacity;
    private final Overflow overflow;
    private final ArrayDeque<Integer> values = new ArrayDeque<>();
    private String state = "OPEN";
    private long sent;
    private long received;

    ChannelModel(int capacity, Overflow overflow) {
        this.capacity = capacity;
        this.overflow = overflow;
    }

    public String trySend(int value) {
        if (!state.equals("OPEN")) {
            return "CLOSED";
        }
        boolean full = values.size() == capacity;
        if (full && (overflow == Overflow.BLOCK || overflow == Overflow.REJECT)) {
            return "FULL";
        }
        sent++;
        if (full && overflow == Overflow.DROP_NEWEST) {
            return "DROPPED";
        }
        if (full) {
            values.remove();
        }
        values.add(value);
        return "SENT";
    }

    public String tryReceive() {
        Integer value = state.equals("CANCELLED") ? null : values.poll();
        if (value != null) {
            received++;
            return value.toString();
        }
        return state.equals("OPEN") ? "EMPTY" : "ENDED";
    }

    public String drainOne() {
        String result = tryReceive();
        return result.equals("EMPTY") || result.equals("ENDED") ? "[]" : "[" + result + "]";
    }

    public String sendTwo(int first, int second) {
        String result = trySend(first);
        return result.equals("SENT") ? result + trySend(second) : result;
    }

    public boolean close() {
        return end("CLOSED");
    }

    public boolean fail() {
        return end("FAILED");
    }

    private boolean end(String how) {
        if (!state.equals("OPEN")) {
            return false;
        }
        state = how;
        return true;
    }

    public boolean cancel() {
        if (state.equals("CANCELLED") || (!state.equals("OPEN") && values.isEmpty())) {
            return false;
        }
        state = "CANCELLED";
        return true;
    }

    public boolean isClosed() {
        return !state.equals("OPEN");
    }

    public boolean isDrained() {
        return state.equals("CANCELLED") || (!state.equals("OPEN") && values.isEmpty());
    }

    public String stats() {
        String size = state.equals("CANCELLED") ? "" : " size " + values.size();
        return state + " sent " + sent + " received " + received + size;
    }

    // ---- as a queue

    public boolean offer(int value) {
        return !trySend(value).equals("FULL");
    }

    public @Nullable Integer poll() {
        received += values.isEmpty() ? 0 : 1;
        return values.poll();
    }

    public @Nullable Integer peek() {
        return values.peek();
    }

    public int size() {
        return values.size();
    }

    public int remainingCapacity() {
        return capacity == UNBOUNDED ? UNBOUNDED : capacity - values.size();
    }

    public boolean contains(int value) {
        return values.contains(value);
    }

    // Lincheck tells the states of the model apart with these two.

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ChannelModel model && snapshot().equals(model.snapshot());
    }

    @Override
    public int hashCode() {
        return snapshot().hashCode();
    }

    private List<Object> snapshot() {
        return List.of(state, sent, received, List.copyOf(values));
    }
}
