/// Seeing what a program's channels, scopes and tasks are doing.
///
/// Storey 0: uses no other package of Millrace.
///
/// Open a [Watch], and from then on whatever is created or waits can be found in its
/// [snapshots][Watch#snapshot]. While no watch is open nothing is registered, no clock is read and
/// no event is kept: the price is the reading of one flag on the way to a park. Counters are always
/// exact, since a channel counts under the lock that it holds anyway.
///
/// [Histogram] gathers durations: cheap to record into, mergeable, with percentiles.
@NullMarked
package io.millrace.observe;

import org.jspecify.annotations.NullMarked;
