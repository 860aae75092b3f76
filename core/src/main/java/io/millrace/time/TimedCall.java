package io.millrace.time;

import java.time.Duration;

/// A function that is called once, after a time, unless it is stopped: [Timer#call].
///
/// **Waiting.** No method waits, not even for a function that is running; all may be called by the
/// function itself. **Cancellation.** By [#stop]; an interrupt makes no method throw. **Ordering
/// and memory.** What a thread did before it made or reset the call happens-before the function's
/// run. **Errors.** A time of zero or less is over at once; what the function throws is nobody's
/// failure: see [Timer#call].
public interface TimedCall {

    /// Takes the call back.
    ///
    /// @return true if the function will not run; false if it has run, is running or is about to,
    ///   or had been stopped before
    boolean stop();

    /// Lets the function be called after `delay` from now, and not when it was going to be. If it
    /// is running, or has run, it will run again, perhaps beside itself.
    ///
    /// @return whether an earlier call was taken back, as [#stop] says
    boolean reset(Duration delay);

    /// Tells whether the function is still to be called.
    boolean isPending();
}
