package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.channel.Receiver;
import io.millrace.select.Select;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/*
 *   9 reindeer ─► stable, gathers 9 ──┐ first
 *                                     ├─► Santa, one group at a time
 *   10 elves   ─► porch, gathers 3  ──┘
 */
/// Santa sleeps until all nine reindeer are back, or three of the ten elves have a question. If
/// both are at the door, the reindeer go first: toys can't wait. A select with priorities says just
/// that.
///
/// After Trono's exercise, in the shape that Ben-Ari and Peyton Jones gave it.
public final class SantaClaus {
    private static final int REINDEER = 9;
    private static final int ELVES = 10;
    private static final int GROUP = 3;
    private static final int YEARS = 3;
    private static final int TALKS = 10;

    /// A group at Santa's door. Who is in it goes on once it is served.
    private record Group(String what, List<Channel<Boolean>> members) {}

    private int tours;
    private int talks;

    private SantaClaus() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        if (args.length > 0) {
            throw new IllegalArgumentException("takes no options: '" + args[0] + "'");
        }
        var santa = new SantaClaus();
        santa.serve();
        out.println("tours with " + REINDEER + " reindeer: " + santa.tours);
        out.println("talks with " + GROUP + " elves: " + santa.talks);
        both(out);
    }

    private void serve() throws InterruptedException, ExecutionException {
        try (var scope = Scope.open()) {
            Receiver<Group> sledge = groups(scope, "sledge", REINDEER, REINDEER);
            Receiver<Group> study = groups(scope, "study", ELVES, GROUP);
            Select<Group> door =
                    Select.of(
                                    sledge.onReceive(group -> group).when(() -> tours < YEARS),
                                    study.onReceive(group -> group).when(() -> talks < TALKS))
                            .prioritized();
            while (tours < YEARS || talks < TALKS) {
                Group group = door.await();
                if (group.what.equals("sledge")) {
                    tours++;
                } else {
                    talks++;
                }
                for (Channel<Boolean> member : group.members) {
                    member.send(true);
                }
            }
            scope.cancel(); // the others would come for ever
        }
    }

    /// Starts `all` who come to the door again and again, and gathers them into groups.
    private static Receiver<Group> groups(Scope scope, String what, int all, int size) {
        Channel<Channel<Boolean>> door = Channel.rendezvous();
        for (int i = 0; i < all; i++) {
            scope.go(
                    what + "-" + i,
                    () -> {
                        Channel<Boolean> served = Channel.rendezvous();
                        while (true) {
                            door.send(served);
                            served.receive();
                        }
                    });
        }
        return scope.produce(
                0,
                to -> {
                    while (true) {
                        var members = new ArrayList<Channel<Boolean>>();
                        while (members.size() < size) {
                            members.add(door.receive());
                        }
                        to.send(new Group(what, members));
                    }
                });
    }

    /// Both groups stand at the door when Santa wakes up.
    private static void both(PrintStream out) throws InterruptedException {
        Channel<String> sledge = Channel.buffered(1);
        Channel<String> study = Channel.buffered(1);
        study.send("elves");
        sledge.send("reindeer");
        Select<String> door =
                Select.of(sledge.onReceive(who -> who), study.onReceive(who -> who)).prioritized();
        out.println("both at the door: " + door.await() + ", then " + door.await());
    }
}
