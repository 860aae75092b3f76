/// Keeping calls to others within bounds: how often, how many at once, for how long, and what to do
/// when they fail.
///
/// Storey 4: uses [io.millrace.context], [io.millrace.select] and below; not [io.millrace.task].
///
/// | type | what it bounds |
/// |---|---|
/// | [RateLimiter] | how often something happens |
/// | [KeyedRateLimiter] | the same, for each key |
/// | [CircuitBreaker] | calls to something that fails anyway |
/// | [Retry] | how often, and when, a failed call is made again |
/// | [Bulkhead] | how many calls run at once, and how many wait |
/// | [Timeout] | how long a call takes |
/// | [Hedge] | how long a slow call is waited for before a second one is made |
/// | [Fallback] | what is returned if all that fails |
///
/// All of them are [Guard]s, and guards are put around each other by [Guards]. Start reading at
/// [Guard]; the engine of the limiters is `SupplyLine`, whose note says how permits, waiters and
/// reservations stand in one line.
@NullMarked
package io.millrace.guard;

import org.jspecify.annotations.NullMarked;
