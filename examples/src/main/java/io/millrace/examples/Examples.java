package io.millrace.examples;

import java.util.List;
import java.util.Optional;

/// All examples, in the order in which they are best read.
public final class Examples {
    private static final List<Example> ALL =
            List.of(
                    new Example(
                            "quickstart",
                            "tasks in a scope, a channel between them, a select over two",
                            Quickstart.class,
                            Quickstart::run),
                    new Example(
                            "producer-consumer",
                            "many producers, one queue, many consumers, an aggregator; back-pressure",
                            ProducerConsumer.class,
                            ProducerConsumer::run),
                    new Example(
                            "fan-in",
                            "files read side by side, one stream of lines; a failure, an early leave",
                            FanInExample.class,
                            FanInExample::run),
                    new Example(
                            "fan-out",
                            "one stream to all, by key, by what is in it, in turn; slow consumers",
                            FanOutExample.class,
                            FanOutExample::run),
                    new Example(
                            "pubsub",
                            "topics by pattern, late and slow subscribers, messages that come again",
                            PubSub.class,
                            PubSub::run),
                    new Example(
                            "goroutines",
                            "tasks in scopes: results, failures, none is lost; a chain of ten thousand",
                            Goroutines.class,
                            Goroutines::run),
                    new Example(
                            "channels",
                            "rendezvous, buffers, three ends, overflow; a prime sieve",
                            Channels.class,
                            Channels::run),
                    new Example(
                            "select",
                            "merge, timeout, default, quit, a clause switched off, priority",
                            Selects.class,
                            Selects::run),
                    new Example(
                            "context",
                            "cancel a tree of work, deadlines, values, hooks, a socket that ends in time",
                            Contexts.class,
                            Contexts::run),
                    new Example(
                            "future",
                            "tasks, promises, all, any, race, hedge; questions to a server",
                            Futures.class,
                            Futures::run),
                    new Example(
                            "errgroup",
                            "checksums of a folder, four files at a time; the first failure stops the rest",
                            ErrGroups.class,
                            ErrGroups::run),
                    new Example(
                            "worker-pool",
                            "words of many files, counted by four workers; a full queue; a drain",
                            WorkerPoolExample.class,
                            WorkerPoolExample::run),
                    new Example(
                            "load-balancing",
                            "shared, round robin, least loaded, by key: who waits behind a slow one",
                            LoadBalancing.class,
                            LoadBalancing::run),
                    new Example(
                            "pipeline",
                            "words of files: batches through an ordered stage; left early; failing",
                            Pipelines.class,
                            Pipelines::run),
                    new Example(
                            "word-count",
                            "words of a file larger than memory, block by block on all processors",
                            WordCount.class,
                            WordCount::run),
                    new Example(
                            "csv-to-json",
                            "a table of any size, translated side by side and written in order",
                            CsvToJson.class,
                            CsvToJson::run),
                    new Example(
                            "graceful-shutdown",
                            "stop the intake, drain, cancel, abandon with a report; on signals",
                            GracefulShutdown.class,
                            GracefulShutdown::run),
                    new Example(
                            "timer",
                            "a time-out that every event moves on, calls to come, no stale fires",
                            Timers.class,
                            Timers::run),
                    new Example(
                            "ticker",
                            "a first tick at once, no drift, three ways to treat missed ticks",
                            Ticking.class,
                            Ticking::run),
                    new Example(
                            "debounce",
                            "the last value of a burst, and at most one value in a period",
                            Debouncing.class,
                            Debouncing::run),
                    new Example(
                            "rate-limit",
                            "so many requests a second: not made, in line, for each user",
                            RateLimit.class,
                            RateLimit::run),
                    new Example(
                            "pacing",
                            "never two requests at once, however long nobody asked",
                            Pacing.class,
                            Pacing::run),
                    new Example(
                            "windows",
                            "so many in each minute, or in any minute: six where three are allowed",
                            Windows.class,
                            Windows::run),
                    new Example(
                            "all-of",
                            "a user's limit and the limit of all: a permit of each, or of none",
                            AllOfLimits.class,
                            AllOfLimits::run),
                    new Example(
                            "circuit-breaker",
                            "a service that goes down is left alone until it has recovered",
                            CircuitBreaking.class,
                            CircuitBreaking::run),
                    new Example(
                            "retry",
                            "backoff, a budget for retries, guards around each other",
                            Retrying.class,
                            Retrying::run),
                    new Example(
                            "timeout",
                            "a limit for a call, a deadline for many, an end to one's patience",
                            Timeouts.class,
                            Timeouts::run),
                    new Example(
                            "fallback",
                            "yesterday's price is better than none; which failures it stands in for",
                            Fallbacks.class,
                            Fallbacks::run),
                    new Example(
                            "hedge",
                            "a second request for the few slow ones; the loser is cancelled",
                            Hedging.class,
                            Hedging::run),
                    new Example(
                            "state-machine",
                            "one class for each state, and a compiler that forgets none",
                            StateMachine.class,
                            StateMachine::run),
                    new Example(
                            "semaphore",
                            "at most so many at a time, some of them heavier; a limit that changes",
                            SemaphoreExample.class,
                            SemaphoreExample::run),
                    new Example(
                            "mutex",
                            "one at a time; a condition, a lock with a deadline, a lock in a select",
                            MutexExample.class,
                            MutexExample::run),
                    new Example(
                            "condition",
                            "a store with few places: who waits has a predicate, and may give up",
                            Conditions.class,
                            Conditions::run),
                    new Example(
                            "keyed-mutex",
                            "counters in files: one at a time for each file, the others do not wait",
                            KeyedMutexExample.class,
                            KeyedMutexExample::run),
                    new Example(
                            "waitgroup",
                            "wait for many tasks; with a deadline, in a select, round by round",
                            WaitGroupExample.class,
                            WaitGroupExample::run),
                    new Example(
                            "barrier",
                            "workers that go on together, generation by generation: the game of life",
                            BarrierExample.class,
                            BarrierExample::run),
                    new Example(
                            "phases",
                            "a barrier whose parties come and go; who arrives and does not wait",
                            Phases.class,
                            Phases::run),
                    new Example(
                            "singleflight",
                            "requests for the same thing share one call, and cancel it together",
                            SingleFlightExample.class,
                            SingleFlightExample::run),
                    new Example(
                            "once",
                            "read once, started once, and a lock for each key, though many come",
                            OnceExample.class,
                            OnceExample::run),
                    new Example(
                            "bulkhead",
                            "a service that hangs takes its own places, and no more",
                            Bulkheads.class,
                            Bulkheads::run),
                    new Example(
                            "prime-sieve",
                            "a chain of five hundred filters, each a task with one number at a time",
                            PrimeSieve.class,
                            PrimeSieve::run),
                    new Example(
                            "daisy-chain",
                            "a hundred thousand tasks in a row, and a number that goes through",
                            DaisyChain.class,
                            DaisyChain::run),
                    new Example(
                            "tree-digest",
                            "the checksums of a tree of files, as many at a time as you like",
                            TreeDigest.class,
                            TreeDigest::run),
                    new Example(
                            "web-crawler",
                            "every page of a site once, four at a time; who knows when all is done",
                            WebCrawler.class,
                            WebCrawler::run),
                    new Example(
                            "replica-search",
                            "three indexes on two servers each: at once, in time, with a hedge",
                            ReplicaSearch.class,
                            ReplicaSearch::run),
                    new Example(
                            "load-balancer",
                            "requests go to the worker with the fewest to do; one task owns the heap",
                            LoadBalancer.class,
                            LoadBalancer::run),
                    new Example(
                            "rate-limited-server",
                            "a web server that says 429 to some and lets others stand in line",
                            RateLimitedServer.class,
                            RateLimitedServer::run),
                    new Example(
                            "chat-server",
                            "a room of sockets, in which one task knows who is there",
                            ChatServer.class,
                            ChatServer::run),
                    new Example(
                            "dining-philosophers",
                            "a deadlock made and found, and two ways to avoid it",
                            DiningPhilosophers.class,
                            DiningPhilosophers::run),
                    new Example(
                            "readers-writers",
                            "who goes first: readers, writers, or whoever came first",
                            ReadersWriters.class,
                            ReadersWriters::run),
                    new Example(
                            "sleeping-barber",
                            "a waiting room with a few seats; who finds none leaves",
                            SleepingBarber.class,
                            SleepingBarber::run),
                    new Example(
                            "santa-claus",
                            "groups that form at a door, and a select that lets some go first",
                            SantaClaus.class,
                            SantaClaus::run));

    private Examples() {}

    /// Returns all examples.
    public static List<Example> all() {
        return ALL;
    }

    /// Returns the example of that name.
    public static Optional<Example> find(String name) {
        return ALL.stream().filter(example -> example.name().equals(name)).findFirst();
    }
}
