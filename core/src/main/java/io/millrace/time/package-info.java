/// Time to wait for: timers, tickers, and values that are let through at the right time.
///
/// Storey 3: uses [io.millrace.select], [io.millrace.waiting] and [io.millrace.observe].
///
/// | which one do I want | |
/// |---|---|
/// | give up on one select after a time | [io.millrace.select.Select#after] |
/// | one time-out over many selects, moved on by each event | [Timer] |
/// | do something later, unless it is called off | [Timer#call] |
/// | do something again and again | [Ticker] |
/// | the last value, once there is quiet: a file that was saved, a search box | [Debounce] |
/// | at most one value in a period: progress, a screen, a quota | [Throttle] |
///
/// Each may be waited for by a call or in a select, by any number of threads, which are served in
/// the order in which they came. An event goes to one of them only.
///
/// **Cost.** What nobody waits for is not on any list of deadlines: to make a timer and stop it
/// again is as cheap as to make an object, and one that is forgotten is garbage. A [TimedCall] is
/// on that list until it is due or stopped.
///
/// **Figures.** A [Ticker] and a [Shaper] have some, and a watch sees them. A timer and a
/// [TimedCall] have none: they are often made for a single operation, and to number, name and count
/// them would cost more than they do. Who waits for one is seen all the same, in the waits of a
/// snapshot.
///
/// **Memory.** What a thread did before it started or reset a timer or a ticker, or handed over a
/// value, happens-before whatever the one who gets that fire, tick or value does afterwards. What a
/// thread did before a close happens-before whatever anybody does after being told of it.
///
/// Start reading the code at `Alarmed`: its note says how somebody is woken at the right time.
@NullMarked
package io.millrace.time;

import org.jspecify.annotations.NullMarked;
