package io.millrace.lincheck;

import io.millrace.channel.Channel;
import io.millrace.channel.Received;
import io.millrace.select.Select;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/// Selects with a default on two channels. They are prioritized, so that a model can say which
/// clause is chosen.
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public abstract class SelectForms {
    private final Channel<Integer> first;
    private final Channel<Integer> second;

    SelectForms(Channel<Integer> first, Channel<Integer> second) {
        this.first = first;
        this.second = second;
    }

    @Operation
    public String sendFirst(@Param(name = "value") int value) {
        return first.trySend(value).name();
    }

    @Operation
    public String sendSecond(@Param(name = "value") int value) {
        return second.trySend(value).name();
    }

    @Operation
    public String receiveFirst() {
        return first.tryReceive() instanceof Received.Value<Integer>(Integer value)
                ? value.toString()
                : "NONE";
    }

    @Operation
    public String receiveEither() throws InterruptedException {
        return Select.<String>of(
                        first.onReceive(value -> value.toString()),
                        second.onReceive(value -> "second " + value),
                        Select.orElse(() -> "NONE"))
                .prioritized()
                .await();
    }

    /// Moves on: into the first channel, or out of the second.
    @Operation
    public String sendOrReceive(@Param(name = "value") int value) throws InterruptedException {
        return Select.<String>of(
                        first.onSend(() -> value, () -> "SENT"),
                        second.onReceive(received -> "second " + received),
                        Select.orElse(() -> "NONE"))
                .prioritized()
                .await();
    }

    public static final class Buffered extends SelectForms {
        public Buffered() {
            super(Channel.buffered(1), Channel.buffered(2));
        }
    }

    /// The same for one thread at a time.
    public static final class Model {
        private final ChannelModel first = new Shapes.Model1();
        private final ChannelModel second = new Shapes.Model2();

        public String sendFirst(int value) {
            return first.trySend(value);
        }

        public String sendSecond(int value) {
            return second.trySend(value);
        }

        public String receiveFirst() {
            String value = first.tryReceive();
            return value.equals("EMPTY") ? "NONE" : value;
        }

        public String receiveEither() {
            String value = first.tryReceive();
            return value.equals("EMPTY") ? receiveSecond() : value;
        }

        public String sendOrReceive(int value) {
            return first.trySend(value).equals("SENT") ? "SENT" : receiveSecond();
        }

        private String receiveSecond() {
            String value = second.tryReceive();
            return value.equals("EMPTY") ? "NONE" : "second " + value;
        }
    }
}
