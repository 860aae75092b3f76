package io.millrace.bench.row;

import io.millrace.bench.Check;
import io.millrace.bench.Chunk;
import io.millrace.bench.Item;
import io.millrace.bench.Library;
import io.millrace.bench.Line;
import io.millrace.bench.Order;
import io.millrace.bench.Tasks;
import io.millrace.bench.Workload;

/// How long does the prime sieve take: a chain of filters that grows by a task with every prime?
///
/// One operation is the whole sieve. Numbers end with a last one that every filter passes on.
public final class SieveRow implements Workload {
    private final Library library;
    private final int capacity;
    private final int primes;
    private final int last;
    private final Item[] naturals;

    /// Reads `cap`, `primes` and `last`, the last of the primes.
    public SieveRow(Library library, Order order) {
        this.library = library;
        capacity = order.get("cap");
        primes = order.get("primes");
        last = order.get("last");
        naturals = Item.numbers(last + 1);
    }

    @Override
    public void run(Chunk chunk) throws Exception {
        var tasks = new Tasks(primes + 1);
        Line line = library.line(capacity);
        Line numbers = line;
        tasks.start(() -> {
            for (int i = 2; i <= last; i++) {
                numbers.send(naturals[i]);
            }
            numbers.send(Item.LAST);
        });
        int prime = 0;
        for (int i = 0; i < primes; i++) {
            prime = line.receive().number();
            line = filter(tasks, line, prime);
        }
        Check.same("prime number " + primes, last, prime);
        Check.same("what follows the last", Item.LAST.number(), line.receive().number());
        tasks.join();
    }

    private Line filter(Tasks tasks, Line in, int prime) {
        Line out = library.line(capacity);
        tasks.start(() -> {
            Item item;
            do {
                item = in.receive();
                if (item.number() % prime != 0) {
                    out.send(item);
                }
            } while (item != Item.LAST);
        });
        return out;
    }
}
