package io.millrace.schedules.model;

/// An operation of a program.
///
/// @param id its place among all operations
/// @param thread who does it
/// @param kind what it is
/// @param channel on which channel; 0 if on none
/// @param count how many values it moves at most; whom it interrupts
/// @param select the place of its select in the program; -1 if it is none
/// @param value the first of the values that it offers: a batch and a select offer the next ones,
///   too
/// @param millis how long it waits, if its waiting is bounded
public record Op(
        int id, int thread, Kind kind, int channel, int count, int select, int value, int millis) {}
