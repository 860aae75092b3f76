package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.task.Scope;
import io.millrace.task.Task;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *            pay          ship             arrive
 *   Cart ─────────► Paid ───────► Shipped ───────► Delivered
 *     │               │
 *     └── cancel ─────┴── cancel ──► Cancelled
 */
/// An order as a state machine: each state is a class of its own, with what only it knows, and says
/// itself what follows. A task owns it and takes the events from a channel, one at a time, so it
/// needs no lock.
public final class StateMachine {

    private StateMachine() {}

    /// What can happen.
    sealed interface Event {
        record Pay(int cents) implements Event {}

        record Ship(String parcel) implements Event {}

        record Arrive() implements Event {}

        record Cancel() implements Event {}
    }

    /// What an order can be. An event that a state does not know leaves it as it is.
    sealed interface State {
        default State on(Event event) {
            return this;
        }
    }

    record Cart(int cents) implements State {
        @Override
        public State on(Event event) {
            return switch (event) {
                case Event.Pay pay when pay.cents() >= cents -> new Paid(pay.cents());
                case Event.Cancel _ -> new Cancelled(0);
                default -> this;
            };
        }
    }

    record Paid(int cents) implements State {
        @Override
        public State on(Event event) {
            return switch (event) {
                case Event.Ship(String parcel) -> new Shipped(parcel);
                case Event.Cancel _ -> new Cancelled(cents);
                default -> this;
            };
        }
    }

    record Shipped(String parcel) implements State {
        @Override
        public State on(Event event) {
            return event instanceof Event.Arrive ? new Delivered() : this;
        }
    }

    record Delivered() implements State {}

    record Cancelled(int refund) implements State {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var ship = new Event.Ship("P-1");
        var cancel = new Event.Cancel();
        follow(out, new Event.Pay(100), ship, new Event.Pay(500), ship, new Event.Arrive(), cancel);
        follow(out, new Event.Pay(500), cancel, ship);
    }

    private static void follow(PrintStream out, Event... events)
            throws InterruptedException, ExecutionException {
        Channel<Event> inbox = Channel.rendezvous();
        try (var scope = Scope.open()) {
            Task<State> order = scope.go("order", () -> own(out, inbox));
            inbox.sendAll(List.of(events));
            inbox.close();
            out.println("in the end: " + describe(order.await()));
            scope.join();
        }
    }

    /// Owns an order until there are no more events.
    private static State own(PrintStream out, Channel<Event> inbox) throws InterruptedException {
        State state = new Cart(450);
        while (inbox.receiveOrNull() instanceof Event event) {
            State next = state.on(event);
            out.println(state + " -> " + next);
            state = next;
        }
        return state;
    }

    /// The compiler checks that no state is forgotten.
    private static String describe(State state) {
        return switch (state) {
            case Cart _ -> "still in the cart";
            case Paid _ -> "to be shipped";
            case Shipped(String parcel) -> "under way as " + parcel;
            case Delivered _ -> "delivered";
            case Cancelled(int refund) -> "cancelled, refund " + refund;
        };
    }
}
