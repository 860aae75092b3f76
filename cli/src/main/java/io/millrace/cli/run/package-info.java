/// `millrace run`: producers read jobs, one bounded channel holds them, consumers run them, one
/// aggregator writes what they gave.
///
/// ```
/// Source -> producers -> jobs -> consumers -> events -> aggregator -> stdout, stderr, results file
///                        channel              channel
/// ```
///
/// Built on the public library only. Start reading at [Run], which has the parts of one run and the
/// order in which they start and end; [Works] says what jobs are done with, [Stop] how a run is
/// stopped, [Crew] who works, [Ending] what is told of it in the end.
///
/// The packages below are what it joins: `input` (where jobs come from), `json` (values in them),
/// `job` (what one job is and does), `process` (children and how to end them), `http` (requests),
/// `flow` (what keeps a job from being started), `journal` (what is remembered), `output` (what is
/// written), `report` (what is told), `terminal` (a bar, and keys).
@NullMarked
package io.millrace.cli.run;

import org.jspecify.annotations.NullMarked;
