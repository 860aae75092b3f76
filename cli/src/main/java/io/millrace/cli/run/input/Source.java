package io.millrace.cli.run.input;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where jobs come from. It is read once, by one thread, which an interrupt stops.
public interface Source {

    /// Gives every input to `out`, in order.
    ///
    /// @throws IOException if the source fails: what was given out so far is not all
    /// @throws InterruptedException if the thread is interrupted
    void forEach(Inputs out) throws IOException, InterruptedException;

    /// Returns how much there is and how much was given out, or null if that is not known. May be
    /// called by any thread, at any time.
    default @Nullable Measure measureOrNull() {
        return null;
    }

    /// Takes inputs.
    interface Inputs {

        /// Takes an input, in the form of [ExactText].
        void accept(String input) throws InterruptedException;

        /// Takes an input that cannot be a job.
        ///
        /// @param start how it begins
        /// @param why what is wrong with it
        void refuse(String start, String why) throws InterruptedException;

        /// Is called when the next input may be long in coming: what was taken is to be passed on.
        void flush() throws InterruptedException;
    }
}
