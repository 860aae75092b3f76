package io.millrace.cli.run.output;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;

/// What each line of a job begins with.
///
/// @param template its text, with tokens
record Tag(Template template) {

    /// Returns the tag of a job, and a TAB. It is one line, whatever is in the input.
    byte[] of(Job job, int slot) {
        return ExactText.encode(template.expand(job, slot).replace('\n', ' ') + "\t");
    }
}
