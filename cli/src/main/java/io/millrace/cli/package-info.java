/// The `millrace` command: its command line, and what its subcommands have in common.
///
/// Start reading at [Main]; `run` itself is in [io.millrace.cli.run].
@NullMarked
package io.millrace.cli;

import org.jspecify.annotations.NullMarked;
