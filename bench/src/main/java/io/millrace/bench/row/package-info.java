/// The rows: whole workloads, one class for each shape, each with a twin in Go (`bench/go`) and in
/// Kotlin (`src/main/kotlin`) that does the same number of the same operations.
@NullMarked
package io.millrace.bench.row;

import org.jspecify.annotations.NullMarked;
