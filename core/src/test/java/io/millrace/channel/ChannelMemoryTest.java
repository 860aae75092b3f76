package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import io.millrace.fixture.Crew;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a plain write before one operation guarantees after another. A race that these lose shows
/// in some runs only; jcstress looks closer.
class ChannelMemoryTest {
    private static final int ROUNDS = 50_000;

    private static <T> Channel<T> channel(int capacity) {
        return switch (capacity) {
            case 0 -> Channel.rendezvous();
            case Integer.MAX_VALUE -> Channel.unbounded();
            default -> Channel.buffered(capacity);
        };
    }

    private static final class Plain {
        int a;
        long b;
        Object c;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, Integer.MAX_VALUE})
    @Conformance("A15")
    void what_was_written_before_a_send_is_seen_after_its_receive(int capacity) throws Exception {
        Channel<Plain> channel = channel(capacity);
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int i = 1; i <= ROUNDS; i++) {
                    var plain = new Plain();
                    plain.a = i;
                    plain.b = -i;
                    plain.c = plain;
                    channel.send(plain);
                }
            });
            for (int i = 1; i <= ROUNDS; i++) {
                Plain plain = channel.receive();
                assertEquals(i, plain.a);
                assertEquals(-i, plain.b);
                assertEquals(plain, plain.c);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 16})
    @Conformance("A16")
    void what_was_written_before_a_receive_is_seen_after_the_send_that_took_its_place(int capacity)
            throws Exception {
        Channel<Integer> channel = channel(capacity);
        var written = new int[ROUNDS];
        try (var crew = new Crew()) {
            crew.go(() -> {
                for (int k = 0; k < ROUNDS; k++) {
                    written[k] = k + 1;
                    channel.receive();
                }
            });
            for (int k = 0; k < ROUNDS; k++) {
                channel.send(k);
                if (k >= capacity) {
                    assertEquals(k - capacity + 1, written[k - capacity]);
                }
            }
            crew.join();
        }
    }

    private enum End {
        CLOSE,
        FAIL,
        CANCEL;

        boolean end(Channel<?> channel) {
            return switch (this) {
                case CLOSE -> channel.close();
                case FAIL -> channel.fail(new IllegalStateException("broken off"));
                case CANCEL -> channel.cancel();
            };
        }
    }

    @ParameterizedTest
    @EnumSource
    @Conformance("A17")
    void what_was_written_before_an_end_is_seen_by_whoever_is_told_of_it(End end) throws Exception {
        record Round(Channel<Integer> channel, Plain plain) {}
        Channel<Round> rounds = Channel.buffered(1);
        try (var crew = new Crew()) {
            crew.go(() -> {
                while (rounds.receiveOrNull() instanceof Round(var channel, var plain)) {
                    plain.a = 1;
                    end.end(channel);
                }
            });
            for (int i = 0; i < 20_000; i++) {
                var plain = new Plain();
                Channel<Integer> channel = channel(i % 2);
                rounds.send(new Round(channel, plain));
                switch (i % 3) {
                    case 0 -> assertTrue(ended(channel));
                    case 1 -> {
                        while (!(channel.tryReceive() instanceof Received.Ended)) {
                            Thread.onSpinWait();
                        }
                    }
                    default -> {
                        while (!channel.isClosed()) {
                            Thread.onSpinWait();
                        }
                    }
                }
                assertEquals(1, plain.a);
            }
            rounds.close();
            crew.join();
        }
    }

    private static boolean ended(Channel<Integer> channel) throws InterruptedException {
        try {
            return channel.receiveOrNull() == null;
        } catch (ChannelClosedException e) {
            return true;
        }
    }
}
