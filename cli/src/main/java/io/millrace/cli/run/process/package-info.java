/// Child processes: finding a command, starting it with exact bytes, capturing what it prints,
/// ending all of its tree.
@NullMarked
package io.millrace.cli.run.process;

import org.jspecify.annotations.NullMarked;
