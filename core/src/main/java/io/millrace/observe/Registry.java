package io.millrace.observe;

import java.lang.StackWalker.StackFrame;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The objects that one watch sees: weakly held and capped. It goes with its watch.
final class Registry {

    /// So many objects at most are seen at a time; a program that makes more has its later ones
    /// counted only.
    static final int MOST_OBJECTS = 10_000;

    /// So many more at most are counted.
    private static final int MOST_OMITTED = 100_000;

    private static final StackWalker STACK = StackWalker.getInstance();
    private static final List<String> OWN_PACKAGES =
            Stream.of(
                            "observe",
                            "waiting",
                            "select",
                            "channel",
                            "context",
                            "sync",
                            "time",
                            "task",
                            "guard",
                            "pubsub",
                            "pool",
                            "fan",
                            "pipeline")
                    .map(storey -> "io.millrace." + storey + ".")
                    .toList();

    private final ConcurrentMap<Key, Registered> objects = new ConcurrentHashMap<>();
    private final ReferenceQueue<Observable> dead = new ReferenceQueue<>();
    private final AtomicLong numbers = new AtomicLong();
    private final ConcurrentMap<Key, Boolean> omitted = new ConcurrentHashMap<>();

    /// Identifies an object without keeping it alive.
    private static final class Key extends WeakReference<Observable> {
        private final int hash;

        Key(Observable object, @Nullable ReferenceQueue<Observable> queue) {
            super(object, queue);
            hash = System.identityHashCode(object);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // one object is registered once, whatever it equals
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Observable mine = get();
            return mine != null && other instanceof Key key && mine == key.get();
        }
    }

    private record Registered(long number, String origin) {}

    void register(Observable object) {
        if (objects.containsKey(new Key(object, null))) {
            return;
        }
        expunge();
        var key = new Key(object, dead);
        if (objects.size() < MOST_OBJECTS) {
            omitted.remove(key);
            objects.putIfAbsent(key, new Registered(numbers.incrementAndGet(), origin()));
        } else if (omitted.size() < MOST_OMITTED) {
            omitted.putIfAbsent(key, true);
        }
    }

    void unregister(Observable object) {
        var key = new Key(object, null);
        objects.remove(key);
        omitted.remove(key);
    }

    /// Returns the figures of all objects.
    Snapshot snapshot(WaitStats waits) {
        expunge();
        record Numbered(long number, Snapshot.Entry entry) {}
        var found = new ArrayList<Numbered>(objects.size());
        objects.forEach((key, registered) -> {
            Observable object = key.get();
            if (object != null) {
                var entry = new Snapshot.Entry(object.stats(), registered.origin);
                found.add(new Numbered(registered.number, entry));
            }
        });
        found.sort((a, b) -> Long.compare(a.number, b.number));
        var entries = found.stream().map(Numbered::entry).toList();
        return new Snapshot(entries, waits, omitted.size());
    }

    private void expunge() {
        for (Reference<?> key = dead.poll(); key != null; key = dead.poll()) {
            objects.remove(key);
            omitted.remove(key);
        }
    }

    /// Returns the first line of code outside Millrace's own packages.
    private static String origin() {
        return STACK.walk(frames ->
                frames.filter(frame -> !isOurs(frame))
                        .findFirst()
                        .map(frame -> frame.getFileName() + ":" + frame.getLineNumber())
                        .orElse(""));
    }

    private static boolean isOurs(StackFrame frame) {
        String name = frame.getClassName();
        return name.startsWith("java.") || OWN_PACKAGES.stream().anyMatch(name::startsWith);
    }
}
