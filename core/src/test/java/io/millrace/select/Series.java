package io.millrace.select;

import io.millrace.channel.Channel;
import io.millrace.fixture.Crew;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.IntToLongFunction;

/// A power series as a pair of channels: who asks on one gets the next coefficient on the other.
/// After M. D. McIlroy's "Squinting at power series".
record Series(Channel<Boolean> asked, Channel<Long> answers) {

    /// Asks for the next coefficient.
    long next() throws InterruptedException {
        asked.send(true);
        return answers.receive();
    }

    /// What computes the next coefficient.
    private interface Source {
        long next() throws InterruptedException;
    }

    /// The threads between the series.
    record Network(Crew crew) {

        private Series serve(Source source) {
            var series = new Series(Channel.rendezvous(), Channel.rendezvous());
            crew.go(() -> {
                while (true) {
                    series.asked.receive();
                    series.answers.send(source.next());
                }
            });
            return series;
        }

        /// Returns the series of these coefficients.
        Series from(IntToLongFunction coefficient) {
            int[] n = {0};
            return serve(() -> coefficient.applyAsLong(n[0]++));
        }

        private Series sum(Series f, Series g) {
            return serve(() -> f.next() + g.next());
        }

        private Series scaled(long by, Series f) {
            return serve(() -> by * f.next());
        }

        private Series shifted(Series f) {
            boolean[] begun = {false};
            return serve(() -> {
                if (begun[0]) {
                    return f.next();
                }
                begun[0] = true;
                return 0;
            });
        }

        /// Returns two series of the same coefficients, which may be asked at different speeds.
        private List<Series> split(Series f) {
            var one = new Series(Channel.rendezvous(), Channel.rendezvous());
            var two = new Series(Channel.rendezvous(), Channel.rendezvous());
            crew.go(() -> {
                var forOne = new ArrayDeque<Long>();
                var forTwo = new ArrayDeque<Long>();
                Select<Integer> demand =
                        Select.of(one.asked.onReceive(v -> 1), two.asked.onReceive(v -> 2));
                while (true) {
                    boolean first = demand.await() == 1;
                    ArrayDeque<Long> mine = first ? forOne : forTwo;
                    if (mine.isEmpty()) {
                        long coefficient = f.next();
                        forOne.add(coefficient);
                        forTwo.add(coefficient);
                    }
                    (first ? one : two).answers.send(mine.remove());
                }
            });
            return List.of(one, two);
        }

        /// Returns `f * g = f0*g0 + x*(f0*G + g0*F + x*F*G)`, where F and G are the tails.
        Series product(Series f, Series g) {
            Source[] rest = {null};
            return serve(() -> {
                if (rest[0] != null) {
                    return rest[0].next();
                }
                long f0 = f.next();
                long g0 = g.next();
                List<Series> tailsOfF = split(f);
                List<Series> tailsOfG = split(g);
                Series mixed = sum(scaled(f0, tailsOfG.get(0)), scaled(g0, tailsOfF.get(0)));
                rest[0] = sum(mixed, shifted(product(tailsOfF.get(1), tailsOfG.get(1))))::next;
                return f0 * g0;
            });
        }
    }
}
