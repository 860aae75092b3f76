package io.millrace.cli.run.process;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Starts a process. Used by all consumers.
interface Spawner {

    /// Starts a program, with nothing to read, at the head of a process group of its own if
    /// [Running#leadsGroup] says so then.
    ///
    /// @param argv the program and its arguments, of any bytes, in the form of
    ///   [io.millrace.cli.run.input.ExactText]
    /// @param variables to be added to the environment
    /// @param out what its stdout is appended to
    /// @param err the same for stderr
    /// @throws IOException if it cannot be started; the message is `error=N, what N means`, or the
    ///   cause's is
    Running start(List<String> argv, Map<String, String> variables, File out, File err)
            throws IOException;
}
