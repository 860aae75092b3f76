/// `millrace run`: producers read jobs, one bounded channel holds them, consumers run them, one
/// aggregator writes what they gave.
///
/// ```
/// Source -> producers -> jobs -> consumers -> events -> aggregator -> stdout, stderr, results file
///                        channel              channel
/// ```
///
/// Built on the public library only. Start reading at [Run]; the packages below are what it joins:
/// `input` (where jobs come from), `job` (what one job is and does), `process` (children and how to
/// end them), `output` (what is written), `report` (what is told).
@NullMarked
package io.millrace.cli.run;

import org.jspecify.annotations.NullMarked;
