/// Programs over a large file, beside those of `io.millrace.examples`: `bench/big` runs them.
@NullMarked
package io.millrace.bench.big;

import org.jspecify.annotations.NullMarked;
