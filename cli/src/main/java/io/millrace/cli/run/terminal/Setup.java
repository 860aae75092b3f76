package io.millrace.cli.run.terminal;

/// What is known of the terminal before anything is asked of it.
///
/// @param outIsTerminal whether stdout is one, too
/// @param keys whether keys may be read from it: not if the jobs' inputs are typed there
/// @param style what it may be given to draw
public record Setup(boolean outIsTerminal, boolean keys, Style style) {}
