package io.millrace.pubsub;

import io.millrace.channel.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One message on its way to those who are interested in it: whoever has room first, then the
/// others, one after the other. What the hook of one throws is no fault of the others: it is thrown
/// when all have had their turn. Used by one thread.
final class Round<M> {
    private final M message;
    private final Consumer<Inlet<M>> onEnded;
    private final List<Inlet<M>> full = new ArrayList<>(0);
    private final Thrown thrown = new Thrown();
    private int reached;
    private @Nullable InterruptedException interrupt;

    /// @param onEnded is told of those who take no more
    Round(M message, Consumer<Inlet<M>> onEnded) {
        this.message = message;
        this.onEnded = onEnded;
    }

    /// Gives the message to all of these.
    ///
    /// @return how many have it
    int among(List<Inlet<M>> interested) throws InterruptedException {
        for (Inlet<M> inlet : interested) {
            thrown.attempt(() -> count(inlet, inlet.offer(message)));
        }
        for (Inlet<M> inlet : full) {
            thrown.attempt(() -> await(inlet));
        }
        if (interrupt != null) {
            thrown.suppressIn(interrupt);
            throw interrupt;
        }
        thrown.rethrow();
        return reached;
    }

    private void await(Inlet<M> inlet) {
        if (interrupt == null) {
            try {
                count(inlet, inlet.await(message));
                return;
            } catch (InterruptedException e) {
                interrupt = e; // it has no room, nor have those behind it: they are not asked
            }
        }
        inlet.missed(message);
    }

    private void count(Inlet<M> inlet, Sent how) {
        switch (how) {
            case SENT -> reached++;
            case DROPPED -> {}
            case CLOSED -> onEnded.accept(inlet);
            case FULL -> full.add(inlet);
        }
    }
}
