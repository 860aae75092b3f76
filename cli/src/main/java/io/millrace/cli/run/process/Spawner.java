package io.millrace.cli.run.process;

import io.millrace.cli.run.process.Outlets.Outlet;
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
    /// @param outlet what its stdout and stderr are appended to
    /// @throws IOException if it cannot be started; the message is `error=N, what N means`, or the
    ///   cause's is
    Running start(List<String> argv, Map<String, String> variables, Outlet outlet)
            throws IOException;
}
