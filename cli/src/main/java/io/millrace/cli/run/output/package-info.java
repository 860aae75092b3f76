/// What the consumers tell the aggregator, and the aggregator, which alone owns stdout, stderr and
/// the results file.
@NullMarked
package io.millrace.cli.run.output;

import org.jspecify.annotations.NullMarked;
