/// Timers, tickers, debounce and throttle under every schedule.
@NullMarked
package io.millrace.schedules.time;

import org.jspecify.annotations.NullMarked;
