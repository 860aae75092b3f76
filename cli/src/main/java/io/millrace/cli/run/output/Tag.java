package io.millrace.cli.run.output;

import io.millrace.cli.run.input.ExactText;
import io.millrace.cli.run.job.Job;
import io.millrace.cli.run.job.Template;
import io.millrace.cli.run.json.NoValueException;

/// What each line of a job begins with.
///
/// @param template its text, with tokens
record Tag(Template template) {

    /// Returns the tag of a job, and a TAB. It is one line, whatever is in the input. A job whose
    /// input has no value for a token, which fails for that, is tagged with its input.
    byte[] of(Job job, int slot) {
        return ExactText.encode(text(job, slot).replace('\n', ' ') + "\t");
    }

    private String text(Job job, int slot) {
        try {
            return template.expand(job, slot);
        } catch (NoValueException _) {
            return job.input();
        }
    }
}
