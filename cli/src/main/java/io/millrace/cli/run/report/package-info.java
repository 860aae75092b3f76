/// What the run tells of itself: figures, progress lines, durations.
@NullMarked
package io.millrace.cli.run.report;

import org.jspecify.annotations.NullMarked;
