package io.millrace.fan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.millrace.channel.Channel;
import io.millrace.channel.ChannelClosedException;
import io.millrace.channel.ChannelStats;
import io.millrace.channel.Receiver;
import io.millrace.fixture.Crew;
import io.millrace.fixture.Eventually;
import io.millrace.fixture.StartedThreads;
import io.millrace.task.Policy;
import io.millrace.task.Scope;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/// What the tests of fans have in common: a scope whose threads are of the flavour's kind, and what
/// hooks were told. After each test no thread of a pump may be left.
///
/// A scope is closed by the thread that opened it, which is the test's: so it is opened around the
/// test itself.
final class Bench implements InvocationInterceptor {
    private static final boolean PLATFORM =
            "platform".equals(System.getProperty("millrace.test.threads"));

    final Queue<Integer> lost = new ConcurrentLinkedQueue<>();
    final Crew crew = new Crew();
    StartedThreads threads;
    Scope scope;

    static Scope open(Policy policy) {
        Scope.Builder builder = Scope.builder().policy(policy);
        return (PLATFORM ? builder.threads(Thread.ofPlatform().factory()) : builder).open();
    }

    /// Returns a source that holds the numbers from `from` up to but without `to`, and has ended.
    static Channel<Integer> numbers(int from, int to) {
        Channel<Integer> channel = Channel.unbounded();
        IntStream.range(from, to).forEach(channel::trySend);
        channel.close();
        return channel;
    }

    /// Returns a source that holds values and has not ended.
    static Channel<Integer> open(Integer... values) {
        Channel<Integer> channel = Channel.unbounded();
        List.of(values).forEach(channel::trySend);
        return channel;
    }

    /// Fails unless a stream ends now with `cause`, and returns that.
    static Throwable assertFails(Throwable cause, Receiver<?> receiver) {
        var e = assertThrows(ChannelClosedException.class, receiver::receive);
        assertEquals(cause, e.closed().cause());
        return e.closed().cause();
    }

    /// Waits until a channel has been cancelled, and returns why.
    static Throwable awaitCancelled(Channel<?> channel) {
        Eventually.until(
                channel + " is cancelled",
                () -> channel.stats().state() == ChannelStats.State.CANCELLED);
        return assertThrows(ChannelClosedException.class, channel::receive).closed().cause();
    }

    /// Waits until a source holds no more than `size`.
    static void awaitSize(Channel<?> channel, int size) {
        Eventually.until(channel + " holds " + size, () -> channel.stats().size() == size);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> test,
            ReflectiveInvocationContext<Method> context,
            ExtensionContext extension)
            throws Throwable {
        threads = StartedThreads.install();
        try (Scope opened = open(Policy.FAIL_FAST);
                crew) {
            scope = opened;
            test.proceed();
        } finally {
            threads.close();
        }
        assertEquals(List.of(), threads.alive(), "threads left behind");
    }
}
