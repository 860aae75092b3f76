package io.millrace.time;

import io.millrace.select.Clause;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/// Fires once, after a time. It can be stopped, and set again.
///
/// ```java
/// Timer idle = Timer.after(Duration.ofSeconds(30));
/// Select<Event> next = Select.of(lines.onReceive(Line::new), idle.onFire(Idle::new));
/// while (next.awaitOrNull() instanceof Line(var text)) {
///     log.write(text);
///     idle.reset(Duration.ofSeconds(30));
/// }
/// ```
///
/// A fire is given to one who waits, and the timer is then at rest until it is [reset][#reset].
/// After a [#stop] or a reset nobody is given an earlier fire, even if its time had come: there is
/// nothing to drain. A timer at rest is allowed to be waited for: whoever waits goes on when it has
/// been reset and fires.
///
/// **Waiting.** Those who wait are served in the order in which they came. **Cancellation.** An
/// interrupt, pending or coming, makes a wait throw, and the fire stays for others; if the fire was
/// faster, the wait returns and the interrupt stays pending. **Ordering and memory.** What a thread
/// did before it made or reset the timer has happened before the fire. **Errors.** A time of zero
/// or less is over at once; 146 years is the longest.
///
/// A timer needs no closing: one that nobody waits for is on no list, and garbage as soon as it is
/// forgotten. All methods may be called from any thread.
public interface Timer {

    /// Makes a timer that fires after `delay`.
    static Timer after(Duration delay) {
        return OneShotTimer.after(delay);
    }

    /// Makes a timer that is at rest until it is [reset][#reset].
    static Timer stopped() {
        return OneShotTimer.stopped();
    }

    /// Calls `function` after `delay`, on a virtual thread of its own, so that it may wait. What it
    /// throws goes to that thread's handler for uncaught exceptions.
    ///
    /// The function runs in no scope and no context: nobody waits for it or cancels it. For work
    /// that must not be lost start a task that waits for a timer.
    static TimedCall call(Duration delay, Runnable function) {
        return FunctionTimer.call(delay, FunctionTimer.OWN_THREAD, function);
    }

    /// As [#call(Duration, Runnable)], by `executor`. With `Runnable::run` the function runs on the
    /// thread that all deadlines share: it must be short and must not wait. What the function or
    /// the executor throws there goes to that thread's handler for uncaught exceptions, and does
    /// not hold up other deadlines.
    static TimedCall call(Duration delay, Executor executor, Runnable function) {
        return FunctionTimer.call(delay, executor, function);
    }

    /// Waits until the timer fires.
    ///
    /// @throws InterruptedException if the thread is interrupted
    void await() throws InterruptedException;

    /// Takes the fire if its time has come. Not a cancellation point.
    ///
    /// @return whether it had
    boolean tryAwait();

    /// Waits until the timer fires, but for at most `timeout`. One of zero or less does not wait.
    ///
    /// @return whether it fired
    /// @throws InterruptedException as [#await] does
    boolean tryAwait(Duration timeout) throws InterruptedException;

    /// Returns a clause that is chosen when the timer fires, each time that it does, for a
    /// [io.millrace.select.Select]. It does not keep a select going whose sources have all ended.
    <R> Clause<R> onFire(Supplier<? extends R> then);

    /// Takes the fire back. Those who wait go on waiting.
    ///
    /// @return true if nobody was given it, and nobody will be; false if it was given to somebody,
    ///   or the timer was at rest
    boolean stop();

    /// Lets the timer fire after `delay` from now, and not when it was going to.
    ///
    /// @return whether an earlier fire was taken back, as [#stop] says
    boolean reset(Duration delay);

    /// Tells whether there is a fire to come, or to be taken.
    boolean isPending();

    /// Returns how long it is until the timer fires; zero if its time has come, or it is at rest.
    Duration remaining();
}
