package io.millrace.pubsub;

import io.millrace.waiting.Signal;
import java.util.List;
import java.util.function.Consumer;

/// The moment in which a subscription takes in what was kept for it (H2 in `Hub`).
final class Joining {
    private final Signal done;

    Joining(Object owner) {
        done = new Signal(owner);
    }

    /// Joins: what is kept goes in first, up to `most` of it, the newest.
    ///
    /// @return how many messages that were
    <M> int join(Hub<M> hub, Inlet<M> inlet, int most, Consumer<? super M> in) {
        try {
            List<M> kept = hub.add(inlet);
            List<M> wanted = kept.subList(Math.max(0, kept.size() - most), kept.size());
            wanted.forEach(in);
            return wanted.size();
        } finally { // memory may run out: nobody is to wait for ever
            done.fire();
        }
    }

    /// Waits until that is over, which takes a moment.
    void await() {
        if (!done.isFired()) {
            done.awaitAnyway("subscribe");
        }
    }
}
