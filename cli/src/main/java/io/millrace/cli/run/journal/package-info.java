/// The journal of a run: which jobs have started and how they ended, in an SQLite database that
/// outlives the run. Uses `input` for text and `job` for what a job gave.
///
/// Start reading at [Journal], then the note of [JournalWriter]. `docs/guide/journal.md` has the
/// schema for those who query it.
@NullMarked
package io.millrace.cli.run.journal;

import org.jspecify.annotations.NullMarked;
