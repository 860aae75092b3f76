package io.millrace.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.millrace.guard.CircuitBreaker.Permission;
import io.millrace.guard.CircuitBreaker.State;
import io.millrace.guard.CircuitBreaker.Verdict;
import io.millrace.waiting.Door;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Random histories in a time of their own, side by side with a model that remembers every call. A
/// failure names its seed.
class CircuitBreakerModelTest {
    private static final int HISTORIES = 100_000;
    private static final int STEPS = 30;

    private record Outcome(long time, boolean failed, boolean slow) {}

    private record Open(Permission permission, long start, int epoch) {}

    private record Rules(
            int inARow,
            int calls,
            long time,
            int minimum,
            int failures,
            int slow,
            long slowNanos,
            long pause,
            int probes) {

        static Rules random(SplittableRandom random) {
            boolean window = random.nextBoolean();
            boolean counts = random.nextBoolean();
            int calls = window && counts ? random.nextInt(1, 7) : 0;
            int failures = window ? random.nextInt(1, 101) : 0;
            int slow = window && random.nextBoolean() ? random.nextInt(1, 101) : 0;
            return new Rules(
                    window && random.nextBoolean() ? 0 : random.nextInt(1, 5),
                    calls,
                    window && !counts ? random.nextLong(1, 5) * 10 : 0,
                    calls > 0 ? random.nextInt(1, calls + 1) : random.nextInt(1, 5),
                    failures,
                    slow,
                    5,
                    random.nextLong(1, 50),
                    random.nextInt(1, 4));
        }

        CircuitBreaker breaker() {
            var builder =
                    CircuitBreaker.builder()
                            .minimumCalls(minimum)
                            .openFor(Duration.ofNanos(pause))
                            .probes(probes);
            if (inARow > 0) {
                builder.consecutiveFailures(inARow);
            }
            if (calls > 0) {
                builder.lastCalls(calls);
            }
            if (time > 0) {
                builder.lastTime(Duration.ofNanos(time));
            }
            if (failures > 0) {
                builder.failureRate(failures);
            }
            if (slow > 0) {
                builder.slowRate(slow, Duration.ofNanos(slowNanos));
            }
            return builder.build();
        }
    }

    /// All the outcomes since the last change, and what follows from them.
    private static final class Model {
        final Rules rules;
        final List<Outcome> outcomes = new ArrayList<>();
        State state = State.CLOSED;
        int epoch; // grows whenever what was admitted before is out of date
        long since;
        long lastProbe;
        int probing;

        Model(Rules rules, long now) {
            this.rules = rules;
            since = now;
        }

        void become(State next, long now) {
            state = next;
            epoch++;
            since = now;
            probing = 0;
            outcomes.clear();
        }

        boolean admits(long now) {
            if (state == State.OPEN && now - since >= rules.pause) {
                become(State.HALF_OPEN, now);
            } else if (state == State.HALF_OPEN
                    && probing + outcomes.size() == rules.probes
                    && now - lastProbe >= rules.pause) {
                become(State.HALF_OPEN, now);
            }
            if (state == State.HALF_OPEN && probing + outcomes.size() < rules.probes) {
                probing++;
                lastProbe = now;
                return true;
            }
            return state == State.CLOSED;
        }

        void end(int admittedIn, Verdict verdict, long start, long now) {
            if (admittedIn != epoch) {
                return;
            }
            boolean failed = verdict == Verdict.FAILURE;
            boolean slow = rules.slow > 0 && now - start >= rules.slowNanos;
            if (state == State.HALF_OPEN) {
                probing--;
            }
            if (verdict == Verdict.IGNORED) {
                return;
            }
            outcomes.add(new Outcome(now, failed, slow));
            if (state == State.HALF_OPEN) {
                if (failed || slow) {
                    become(State.OPEN, now);
                } else if (outcomes.size() == rules.probes) {
                    become(State.CLOSED, now);
                }
            } else if (isBad(now)) {
                become(State.OPEN, now);
            }
        }

        private boolean isBad(long now) {
            int inARow = 0;
            for (int i = outcomes.size() - 1; i >= 0 && outcomes.get(i).failed; i--) {
                inARow++;
            }
            if (rules.inARow > 0 && inARow >= rules.inARow) {
                return true;
            }
            List<Outcome> seen = seen(now);
            long failures = seen.stream().filter(Outcome::failed).count();
            long slow = seen.stream().filter(Outcome::slow).count();
            return seen.size() >= rules.minimum
                    && ((rules.failures > 0
                                    && failures * 100 >= (long) seen.size() * rules.failures)
                            || (rules.slow > 0 && slow * 100 >= (long) seen.size() * rules.slow));
        }

        List<Outcome> seen(long now) {
            if (rules.calls > 0) {
                return outcomes.subList(
                        Math.max(0, outcomes.size() - rules.calls), outcomes.size());
            }
            if (rules.time > 0) {
                long slice = rules.time / 10;
                long current = (now - since) / slice;
                return outcomes.stream()
                        .filter(outcome -> (outcome.time - since) / slice > current - 10)
                        .toList();
            }
            return List.of();
        }
    }

    @Test
    void every_history_goes_as_in_the_model() {
        long first = new SplittableRandom().nextLong();
        for (long seed = first; seed != first + HISTORIES; seed++) {
            var log = new StringBuilder();
            try (var host = StillHost.install()) {
                run(host, new SplittableRandom(seed), log);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "L: " + log, e);
            }
        }
    }

    private static void run(StillHost host, SplittableRandom random, StringBuilder log) {
        Rules rules = Rules.random(random);
        log.append(rules);
        var model = new Model(rules, Door.now());
        CircuitBreaker breaker = rules.breaker();
        var open = new ArrayList<Open>();
        int bad = random.nextInt(1, 10);
        for (int i = 0; i < STEPS; i++) {
            switch (random.nextInt(9)) {
                case 0, 1 -> {
                    long time = random.nextLong(12);
                    log.append("\npass ").append(time);
                    host.advance(time);
                }
                case 2, 3, 4 -> {
                    log.append("\nask");
                    boolean admits = model.admits(Door.now());
                    var permission = breaker.tryAcquire();
                    assertEquals(admits, permission.isPresent());
                    permission.ifPresent(p -> open.add(new Open(p, Door.now(), model.epoch)));
                }
                case 5, 6, 7 -> {
                    if (!open.isEmpty()) {
                        Open call = open.remove(random.nextInt(open.size()));
                        Verdict verdict =
                                random.nextInt(8) == 0
                                        ? Verdict.IGNORED
                                        : random.nextInt(10) < bad
                                                ? Verdict.FAILURE
                                                : Verdict.SUCCESS;
                        log.append("\n").append(verdict).append(" from ").append(call.epoch);
                        model.end(call.epoch, verdict, call.start, Door.now());
                        switch (verdict) {
                            case SUCCESS -> call.permission.success();
                            case FAILURE -> call.permission.failure();
                            case IGNORED -> call.permission.ignore();
                        }
                    }
                }
                default -> {
                    if (random.nextInt(6) == 0) {
                        log.append("\nby hand");
                        boolean opens = random.nextBoolean();
                        model.become(opens ? State.OPEN : State.CLOSED, Door.now());
                        if (opens) {
                            breaker.open();
                        } else {
                            breaker.close();
                        }
                    }
                }
            }
            assertEquals(model.state, breaker.state());
            CircuitBreakerStats stats = breaker.stats();
            if (model.state == State.CLOSED) {
                List<Outcome> seen = model.seen(Door.now());
                assertEquals(seen.size(), stats.windowCalls());
                assertEquals(seen.stream().filter(Outcome::failed).count(), stats.windowFailures());
                assertEquals(seen.stream().filter(Outcome::slow).count(), stats.windowSlow());
            }
        }
    }
}
