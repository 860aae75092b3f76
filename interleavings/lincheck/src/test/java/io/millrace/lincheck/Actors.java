package io.millrace.lincheck;

import org.jspecify.annotations.Nullable;

/// The threads of a program. Platform threads: Lincheck knows no others.
final class Actors {
    private Actors() {}

    static Actor start(Effort.Program body) {
        var actor = new Actor(body);
        actor.start();
        return actor;
    }

    /// Waits for their ends, and throws what one of them threw: Lincheck takes no notice of that.
    static void join(Actor... actors) throws InterruptedException {
        for (Actor actor : actors) {
            actor.join();
            if (actor.thrown != null) {
                throw new AssertionError("a thread of the program threw", actor.thrown);
            }
        }
    }

    static final class Actor extends Thread {
        private final Effort.Program body;
        private @Nullable Throwable thrown; // set by this thread, read after its end

        private Actor(Effort.Program body) {
            this.body = body;
        }

        @Override
        public void run() {
            try {
                body.run();
            } catch (Throwable e) {
                thrown = e;
            }
        }
    }
}
