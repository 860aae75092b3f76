/// The one door through which everything in Millrace waits.
///
/// Storey 1: uses [io.millrace.observe] only. Not exported.
///
/// Go's runtime has `gopark`, `goready` and the `sudog`; here they are [Door], [Wait] and [Waiter].
/// No other package parks or wakes a thread, starts one, or reads a clock. Because there is one
/// door, a thread dump names what each thread waits for, a [io.millrace.observe.Watch] sees every
/// wait, and a test can put its own [Host] behind the door and own the clock.
///
/// | type | what it is |
/// |---|---|
/// | [Door] | start, park, wake, now: the static methods that the other storeys call |
/// | [Host] | what is behind the door: the JDK, or a test's clock and scheduler |
/// | [ShortLock] | the lock of a channel or a signal: held for a few instructions, never while parked |
/// | [Wait] | one thread's wait, for one thing or for the first of several |
/// | [Waiter] | a place in a queue that belongs to a wait |
/// | [WaitQueue] | the FIFO queue of waiters of one thing |
/// | [Signal] | a one-shot event: a task's end, a context's cancellation |
/// | [Case] | something that a select can wait for together with others |
/// | [Timers] | deadlines that call back |
///
/// Start reading at [Wait]: its note draws the life of a wait.
@NullMarked
package io.millrace.waiting;

import org.jspecify.annotations.NullMarked;
