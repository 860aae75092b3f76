/// The harness: one process measures one rival on one row, and prints one line.
///
/// Start with [io.millrace.bench.Main], then [io.millrace.bench.Meter]. The rows are in
/// `io.millrace.bench.row`, the rivals in `io.millrace.bench.rival`.
@NullMarked
package io.millrace.bench;

import org.jspecify.annotations.NullMarked;
