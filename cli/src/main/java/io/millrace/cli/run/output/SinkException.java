package io.millrace.cli.run.output;

import java.io.IOException;

/// Something that the run writes to has failed.
public final class SinkException extends IOException {
    private static final long serialVersionUID = 1;

    private final boolean quiet;

    /// Makes the exception.
    ///
    /// @param quiet whether there is nothing to tell: the reader of stdout has gone, as `head` does
    public SinkException(String message, boolean quiet, IOException cause) {
        super(message, cause);
        this.quiet = quiet;
    }

    /// Tells whether there is nothing to tell.
    public boolean isQuiet() {
        return quiet;
    }
}
