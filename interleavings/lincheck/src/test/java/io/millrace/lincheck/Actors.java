package io.millrace.lincheck;

import org.jspecify.annotations.Nullable;

/// The threads of a program. Platform threads: Lincheck knows no others, and gets stuck on a
/// subclass of [Thread].
final class Actors {
    private Actors() {}

    static Actor start(Effort.Program body) {
        var actor = new Actor(body);
        actor.thread.start();
        return actor;
    }

    /// Waits for their ends, and throws what one of them threw: Lincheck takes no notice of that.
    static void join(Actor... actors) throws InterruptedException {
        for (Actor actor : actors) {
            actor.thread.join();
            if (actor.thrown != null) {
                throw new AssertionError("a thread of the program threw", actor.thrown);
            }
        }
    }

    static final class Actor {
        private final Effort.Program body;
        private final Thread thread = new Thread(this::run);
        private @Nullable Throwable thrown; // set by the thread, read after its end

        private Actor(Effort.Program body) {
            this.body = body;
        }

        void interrupt() {
            thread.interrupt();
        }

        private void run() {
            try {
                body.run();
            } catch (AssertionError | RuntimeException | InterruptedException e) {
                thrown = e; // not any Throwable: Lincheck ends a thread by an error of its own
            }
        }
    }
}
