/// Where jobs come from: lines, arguments, files, JSON lines, rows. Knows no other package of the
/// run but `json`.
@NullMarked
package io.millrace.cli.run.input;

import org.jspecify.annotations.NullMarked;
