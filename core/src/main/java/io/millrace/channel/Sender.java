package io.millrace.channel;

import io.millrace.select.Clause;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// The sending half of a [Channel].
///
/// Values are never null. All methods may be called from any thread, virtual or platform.
///
/// @param <T> the type of the values; declare a parameter that is sent to as `Sender<? super T>`
public interface Sender<T> {

    /// Sends `value`, waiting until a receiver or a free slot takes it.
    ///
    /// **Waiting.** For room, behind those that have waited longer: first come, first served.
    /// **Cancellation.** An interrupt, pending or coming, makes it throw, and the value will not be
    /// received by anybody; if a receiver was faster than the interrupt, the value is sent and the
    /// interrupt stays pending. **Ordering and memory.** Values of one sender are received in the
    /// order in which it sent them.
    ///
    /// @throws InterruptedException if the thread is interrupted
    /// @throws ChannelClosedException if the channel has ended, or ends while this waits
    /// @throws ChannelFullException if the channel is full and [rejects][Overflow#REJECT]
    void send(T value) throws InterruptedException;

    /// Sends `value` if that takes no waiting. Not a cancellation point.
    Sent trySend(T value);

    /// Sends `value`, waiting for at most `timeout`; one of zero or less does not wait.
    ///
    /// @return [Sent#FULL] if the time was over first; then the value will not be received by
    ///   anybody
    /// @throws InterruptedException as [#send] does
    Sent trySend(T value, Duration timeout) throws InterruptedException;

    /// Sends as many of `values` as there is room for, from the first on, waiting until that is at
    /// least one: many values for the price of one synchronisation.
    ///
    /// Waits, is cancelled and orders as [#send] does; if it throws one of these exceptions, none
    /// of the values was sent. What a hook for dropped values throws comes after some were sent. An
    /// empty list is sent at once, whatever the channel's state. Values of other senders may come
    /// between them, but only where this call let a waiting receiver or a full buffer interrupt it.
    ///
    /// @param values none of them null
    /// @return how many were sent: at least one, unless `values` is empty
    /// @throws InterruptedException if the thread is interrupted
    /// @throws ChannelClosedException if the channel has ended, or ends while this waits
    /// @throws ChannelFullException if the channel is full and [rejects][Overflow#REJECT]
    int sendSome(List<? extends T> values) throws InterruptedException;

    /// Sends all of `values`, in their order: [#sendSome] until none is left.
    ///
    /// If it throws, the values up to some place were sent, and those behind it were not. Who has
    /// to know the place uses [#sendSome].
    ///
    /// @param values none of them null
    /// @throws InterruptedException as [#sendSome] does
    /// @throws ChannelClosedException as [#sendSome] does
    /// @throws ChannelFullException as [#sendSome] does
    void sendAll(List<? extends T> values) throws InterruptedException;

    /// Ends the channel cleanly: no more values come. What is buffered can still be received; those
    /// who wait to send or receive are told at once. Does nothing if the channel has ended.
    ///
    /// @return whether this call ended the channel
    boolean close();

    /// Ends the channel with a cause, which receivers are given after the last buffered value. Does
    /// nothing if the channel has ended.
    ///
    /// @return whether this call ended the channel
    boolean fail(Throwable cause);

    /// Tells whether the channel has ended, so that nothing more can be sent. Once true, it stays
    /// true; false may be out of date as soon as it is returned.
    boolean isClosed();

    /// Returns a clause that sends what `value` supplies, for a [io.millrace.select.Select].
    ///
    /// The value is supplied once at the start of every select, sent or not. A channel that has
    /// ended makes the select throw [ChannelClosedException].
    ///
    /// @param then what to return once the value is sent
    <R> Clause<R> onSend(Supplier<? extends T> value, Supplier<? extends R> then);

    /// As [#onSend(Supplier, Supplier)], with what to return if the channel has ended.
    <R> Clause<R> onSend(
            Supplier<? extends T> value,
            Supplier<? extends R> then,
            Function<? super Closed, ? extends R> closed);
}
