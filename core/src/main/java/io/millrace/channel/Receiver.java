package io.millrace.channel;

import io.millrace.select.Clause;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The receiving half of a [Channel].
///
/// Values are never null. All methods may be called from any thread, virtual or platform. A value
/// goes to one receiver only; to share out work, let several tasks receive from one channel.
///
/// @param <T> the type of the values; declare a parameter that is received from as `Receiver<?
///   extends T>`
public interface Receiver<T> extends Iterable<T> {

    /// Receives a value, waiting until there is one.
    ///
    /// **Waiting.** For a value, behind those that have waited longer: first come, first served.
    /// **Cancellation.** An interrupt, pending or coming, makes it throw, and no value is lost by
    /// it; if a sender was faster than the interrupt, its value is returned and the interrupt stays
    /// pending. **Ordering and memory.** What the sender did before it sent the value has happened
    /// before.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws ChannelClosedException if the channel has ended and nothing is left in it
    T receive() throws InterruptedException;

    /// As [#receive], but returns null at a clean end: `while (jobs.receiveOrNull() instanceof Job
    /// job)` is a typed loop that allocates nothing.
    ///
    /// @throws InterruptedException as [#receive] does
    /// @throws ChannelClosedException if the channel failed or was cancelled, so that no one takes
    ///   half a stream for the whole
    @Nullable T receiveOrNull() throws InterruptedException;

    /// Receives a value if there is one. Not a cancellation point.
    Received<T> tryReceive();

    /// Receives a value, waiting for at most `timeout`; one of zero or less does not wait.
    ///
    /// @throws InterruptedException as [#receive] does
    Received<T> tryReceive(Duration timeout) throws InterruptedException;

    /// Receives what is there, up to `most` values, waiting until that is at least one: many values
    /// for the price of one synchronisation. `while (!(batch = jobs.receiveSome(100)).isEmpty())`
    /// loops until the clean end.
    ///
    /// Waits, is cancelled and orders as [#receive] does.
    ///
    /// @param most at least 1
    /// @return the values in their order, in a list of the caller's own; empty at a clean end
    /// @throws IllegalArgumentException if `most` is less than 1
    /// @throws InterruptedException as [#receive] does
    /// @throws ChannelClosedException if the channel failed or was cancelled
    List<T> receiveSome(int most) throws InterruptedException;

    /// Moves what is there, up to `most` values, to the end of `target`, without waiting: up to 64
    /// at one instant, and no more than were there when it began. Not a cancellation point. If
    /// adding to `target` throws, values that were taken already and could not be added go to
    /// [Channel.Builder#onUndelivered].
    ///
    /// @return how many values were moved; 0 if nothing was there, for now or for good
    int drainTo(Collection<? super T> target, int most);

    /// Hangs up: nobody wants the rest. Senders are told that the channel has ended, what is
    /// buffered goes to [Channel.Builder#onUndelivered], other receivers get a
    /// [ChannelClosedException] with a [java.util.concurrent.CancellationException].
    ///
    /// May follow a [Sender#close]. Does nothing if the channel was cancelled, or had ended and
    /// nothing was left.
    ///
    /// @return whether this call hung up
    boolean cancel();

    /// As [#cancel()], with a cause that senders and other receivers are given.
    boolean cancel(Throwable cause);

    /// Tells whether the channel has ended and nothing is left in it. Once true, it stays true.
    boolean isDrained();

    /// Iterates over the values until the clean end: `for (var job : jobs)`.
    ///
    /// [Iterator#hasNext] waits for a value and keeps it for [Iterator#next], which throws
    /// [java.util.NoSuchElementException] at the end. An interrupt makes either throw
    /// [java.util.concurrent.CancellationException] with the interrupt flag set again, since an
    /// iterator cannot throw [InterruptedException]. Leaving the loop takes nothing more from the
    /// channel. A channel that failed throws [ChannelClosedException].
    @Override
    Iterator<T> iterator();

    /// Returns the values as a lazy, sequential, ordered stream, which takes from the channel only
    /// what it uses. [Stream#close] [cancels][#cancel] the channel. Interrupts and failures are as
    /// for [#iterator].
    Stream<T> stream();

    /// Returns a clause that receives a value, for a [io.millrace.select.Select].
    ///
    /// When the channel has ended cleanly the clause retires; if it failed the select throws
    /// [ChannelClosedException].
    ///
    /// @param then makes of a value what the select returns
    <R> Clause<R> onReceive(Function<? super T, ? extends R> then);

    /// As [#onReceive(Function)], with what to return if the channel has ended, however it ended.
    /// The clause does not retire: it is chosen again in every select after the end.
    <R> Clause<R> onReceive(
            Function<? super T, ? extends R> then, Function<? super Closed, ? extends R> closed);
}
