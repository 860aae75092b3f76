package io.millrace.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ChannelBuilderTest {

    @Test
    @Conformance("A10")
    void a_capacity_below_one_is_refused_with_the_way_out() {
        for (int capacity : new int[] {0, -1, Integer.MIN_VALUE}) {
            var failure =
                    assertThrows(IllegalArgumentException.class, () -> Channel.buffered(capacity));
            assertTrue(failure.getMessage().contains("" + capacity), failure.getMessage());
            assertTrue(failure.getMessage().contains("rendezvous()"), failure.getMessage());
            assertThrows(
                    IllegalArgumentException.class, () -> Channel.builder().capacity(capacity));
        }
    }

    @Test
    @Conformance("A10")
    void a_capacity_without_bound_has_a_factory_of_its_own() {
        var failure =
                assertThrows(
                        IllegalArgumentException.class, () -> Channel.buffered(Integer.MAX_VALUE));
        assertTrue(failure.getMessage().contains("unbounded()"), failure.getMessage());
    }

    @Test
    void an_overflow_policy_needs_a_bounded_buffer() {
        for (Overflow policy : Overflow.values()) {
            if (policy != Overflow.BLOCK) {
                assertThrows(
                        IllegalStateException.class,
                        () -> Channel.builder().overflow(policy).build());
                assertThrows(
                        IllegalStateException.class,
                        () -> Channel.builder().unbounded().overflow(policy).build());
            }
        }
        assertEquals(0, Channel.builder().overflow(Overflow.BLOCK).build().stats().capacity());
    }

    @Test
    void the_factories_make_the_kinds_that_they_name() {
        assertEquals(0, Channel.rendezvous().stats().capacity());
        assertEquals(20, Channel.buffered(20).stats().capacity());
        assertEquals(Integer.MAX_VALUE, Channel.unbounded().stats().capacity());
        assertEquals(1, Channel.conflated().stats().capacity());
    }

    @Test
    void one_builder_makes_many_channels() {
        Channel.Builder<Integer> builder = Channel.<Integer>builder().capacity(2).name("twin");
        Channel<Integer> first = builder.build();
        Channel<Integer> second = builder.build();
        first.trySend(1);
        assertEquals(0, second.stats().size());
        assertEquals("twin", second.name());
    }

    @Test
    @Conformance("Q179")
    void a_builder_refuses_null() {
        Channel.Builder<Integer> builder = Channel.builder();
        assertThrows(NullPointerException.class, () -> builder.name(null));
        assertThrows(NullPointerException.class, () -> builder.overflow(null));
        assertThrows(NullPointerException.class, () -> builder.onUndelivered(null));
        assertThrows(NullPointerException.class, () -> new ChannelClosedException(null));
    }

    @Test
    @Conformance("A21")
    void neither_half_offers_what_only_the_other_can_do() {
        Set<String> both = new TreeSet<>(namesOf(Sender.class));
        both.retainAll(namesOf(Receiver.class));
        assertEquals(Set.of(), both);
        assertTrue(namesOf(Sender.class).containsAll(Set.of("send", "trySend", "close", "fail")));
        assertTrue(namesOf(Receiver.class).containsAll(Set.of("receive", "tryReceive", "cancel")));
    }

    private static Set<String> namesOf(Class<?> half) {
        return Arrays.stream(half.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(Method::getName)
                .collect(Collectors.toSet());
    }

    @Test
    void a_closed_channel_exception_carries_data() {
        Channel<Integer> channel = Channel.<Integer>builder().name("jobs").build();
        var why = new IllegalStateException("why");
        var failure = new ChannelClosedException(new Closed(channel, why));
        assertEquals("channel 'jobs' ended: " + why, failure.getMessage());
        assertEquals(new Closed(channel, why), failure.closed());
        assertEquals(why, failure.getCause());
        assertTrue(new Closed(channel, null).isClean());
    }

    @Test
    void figures_say_what_they_belong_to() {
        Channel<Integer> channel = Channel.<Integer>builder().capacity(3).name("jobs").build();
        channel.trySend(1);
        assertEquals(
                new ChannelStats("jobs", ChannelStats.State.OPEN, 3, 1, 0, 0, 1, 0, 0),
                channel.stats());
    }
}
