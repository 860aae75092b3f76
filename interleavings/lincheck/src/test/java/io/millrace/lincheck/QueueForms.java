package io.millrace.lincheck;

import io.millrace.channel.Channel;
import java.util.concurrent.BlockingQueue;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/// The methods of a channel's view as a queue that never wait.
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class QueueForms {
    private final BlockingQueue<Integer> queue;

    QueueForms(Channel<Integer> channel) {
        queue = channel.asBlockingQueue();
    }

    @Operation
    public boolean offer(@Param(name = "value") int value) {
        return queue.offer(value);
    }

    @Operation
    public @Nullable Integer poll() {
        return queue.poll();
    }

    @Operation
    public @Nullable Integer peek() {
        return queue.peek();
    }

    @Operation
    public int size() {
        return queue.size();
    }

    @Operation
    public int remainingCapacity() {
        return queue.remainingCapacity();
    }

    @Operation
    public boolean contains(@Param(name = "value") int value) {
        return queue.contains(value);
    }
}
