package io.millrace.examples;

import io.millrace.channel.Channel;
import io.millrace.task.Scope;
import java.io.PrintStream;
import java.util.concurrent.ExecutionException;

/*
 *   1 ─► [+1] ─► [+1] ─► [+1] ─► .. ─► [+1] ─► 100,001
 */
/// A hundred thousand tasks in a row, each of which adds one to the number that it gets and passes
/// it on. All of them wait until the first number comes.
public final class DaisyChain {
    private static final int LINKS = 100_000;

    private DaisyChain() {}

    /// Runs the program.
    public static void main(String[] args) throws Exception {
        run(System.out, args);
    }

    /// Runs the program.
    ///
    /// @param args how many links; without it, 100,000
    public static void run(PrintStream out, String... args)
            throws InterruptedException, ExecutionException {
        int links = LINKS;
        if (args.length > 0) {
            if (args.length > 1 || !args[0].matches("[1-9][0-9]{0,5}")) {
                throw new IllegalArgumentException(
                        "takes how many links, from 1 to 999999: '" + String.join(" ", args) + "'");
            }
            links = Integer.parseInt(args[0]);
        }
        try (var scope = Scope.open()) {
            Channel<Integer> first = Channel.rendezvous();
            Channel<Integer> last = first;
            for (int i = 0; i < links; i++) {
                Channel<Integer> from = last;
                Channel<Integer> to = Channel.rendezvous();
                scope.go(() -> to.send(from.receive() + 1));
                last = to;
            }
            out.println("links that wait: " + scope.stats().running());
            first.send(1);
            out.println("1 came out as: " + last.receive());
            scope.join();
            out.println("links that are left: " + scope.stats().running());
        }
    }
}
