package io.millrace.lincheck;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// The two operations that are used most, alone: so their programs are dense.
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public abstract class HandForms {
    final Channel<Integer> channel;

    HandForms(Channel<Integer> channel) {
        this.channel = channel;
    }

    @Operation
    public String trySend(@Param(name = "value") int value) {
        return channel.trySend(value).name();
    }

    @Operation
    public String tryReceive() {
        return switch (channel.tryReceive()) {
            case Received.Value<Integer>(Integer value) -> value.toString();
            case Received.Empty<Integer> _ -> "EMPTY";
            case Received.Ended<Integer> _ -> "ENDED";
        };
    }
}
