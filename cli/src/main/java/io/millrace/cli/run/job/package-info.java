/// What a job is, what it does, and how often it is tried. Uses `input` for text and `process` for
/// children.
@NullMarked
package io.millrace.cli.run.job;

import org.jspecify.annotations.NullMarked;
