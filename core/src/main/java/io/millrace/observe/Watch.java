package io.millrace.observe;

import io.millrace.observe.parking.Parkings;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/// A look at the running program: while one is open, objects register themselves and waits are
/// recorded.
///
/// ```java
/// try (var watch = Watch.open()) {
///     ...
///     watch.snapshot().of(ChannelStats.class).forEach(System.out::println);
/// }
/// ```
///
/// Objects made earlier are seen from the first time that a thread waits on them. Several watches
/// may be open, each with a memory of its own that goes when it is closed. A watch may be used from
/// any thread. Objects are held weakly: watching keeps nothing alive.
public final class Watch implements AutoCloseable {
    private static final AtomicReference<List<Watch>> OPEN = new AtomicReference<>(List.of());

    private final Registry registry = new Registry();
    private final Parkings parkings = new Parkings();

    private Watch() {}

    /// Opens a watch.
    public static Watch open() {
        var watch = new Watch();
        watch.parkings.open();
        OPEN.updateAndGet(open -> Stream.concat(open.stream(), Stream.of(watch)).toList());
        return watch;
    }

    /// Tells whether any watch is open. Costs the reading of one field.
    public static boolean isOn() {
        return !watches().isEmpty();
    }

    private static List<Watch> watches() {
        return Objects.requireNonNull(OPEN.get());
    }

    /// Makes an object visible to the watches that are open, unless it is visible already.
    ///
    /// Millrace's own objects do this by themselves.
    public static void register(Observable object) {
        Objects.requireNonNull(object, "object");
        for (Watch watch : watches()) {
            watch.registry.register(object);
        }
    }

    /// Takes an object out of sight, for objects that have an end of their own.
    public static void unregister(Observable object) {
        Objects.requireNonNull(object, "object");
        for (Watch watch : watches()) {
            watch.registry.unregister(object);
        }
    }

    /// Returns the figures of everything that is registered and alive.
    ///
    /// @throws IllegalStateException if this watch is closed
    public Snapshot snapshot() {
        if (!watches().contains(this)) {
            throw new IllegalStateException(
                    "snapshot of a closed watch: open another with Watch.open()");
        }
        return registry.snapshot(parkings.stats());
    }

    /// Closes the watch. Does nothing if it is closed.
    @Override
    public void close() {
        OPEN.updateAndGet(open -> open.stream().filter(watch -> !watch.equals(this)).toList());
        parkings.close();
    }
}
