package io.millrace.time;

import io.millrace.observe.Stats;

/// A debounce's or a throttle's figures at one instant. They are exact: `accepted == taken +
/// dropped
/// + held` always holds.
///
/// @param kind `debounce` or `throttle`
/// @param name the name that it was given, or its kind and a number
/// @param isClosed whether it was closed; values may be left in it
/// @param accepted how many values were handed over
/// @param taken how many were taken
/// @param dropped how many were not, since a newer one took their place, the edges left them out,
///   or they were cancelled
/// @param held how many are in it, from 0 to 2
/// @param waiting how many wait for a value, selects included
public record ShaperStats(
        String kind,
        String name,
        boolean isClosed,
        long accepted,
        long taken,
        long dropped,
        int held,
        int waiting)
        implements Stats {}
