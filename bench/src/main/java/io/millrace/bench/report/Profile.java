package io.millrace.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/// Says where the processor's time went in a recording of the JDK's CPU-time sampler: `FILE.jfr`.
///
/// A sample counts for the first of the [#PLACES] that a frame of it, from the innermost outwards,
/// belongs to. Where loops were inlined the sampler names the method that it came to next: look at
/// the large shares, not at the small ones.
public final class Profile {

    /// A part of the work, and the methods that are part of it.
    private record Place(String name, String methods) {}

    private static final List<Place> PLACES =
            List.of(
                    new Place("look before parking", ".*\\.Patience\\.look.*"),
                    new Place(
                            "let others run",
                            ".*\\.(Patience\\.giveWay|Thread\\.yield|.*tryYield)"),
                    new Place(
                            "wake up",
                            ".*(VirtualThread\\.(unpark|submit|lazySubmit|externalSubmit).*|LockSupport\\.unpark)"),
                    new Place(
                            "carrier waits for work",
                            ".*(ForkJoinPool\\.(awaitWork|deactivate)|Unsafe\\.park)"),
                    new Place("scheduler", "java\\.util\\.concurrent\\.ForkJoin.*"),
                    new Place(
                            "park, mount, unmount",
                            ".*(VirtualThread|internal\\.vm\\.Continuation)\\..*"),
                    new Place("locks of Millrace", ".*\\.ShortLock\\..*"),
                    new Place("Millrace", "io\\.millrace\\.(?!bench).*"),
                    new Place("locks of the JDK", "java\\.util\\.concurrent\\.locks\\..*"),
                    new Place("queues of the JDK", "java\\.util\\.concurrent\\.[A-Z].*"),
                    new Place("other libraries", "(kotlinx?|com\\.softwaremill)\\..*"),
                    new Place("the row itself", "io\\.millrace\\.bench\\..*"));

    private Profile() {}

    /// Prints a line for each place: its share in percent, and the method it was mostly in.
    public static void main(String... files) throws IOException {
        Map<String, Map<String, Integer>> found = new TreeMap<>();
        int all = 0;
        try (var recording = new RecordingFile(Path.of(files[0]))) {
            while (recording.hasMoreEvents()) {
                RecordedEvent event = recording.readEvent();
                if (event.getEventType().getName().equals("jdk.CPUTimeSample")
                        && event.getStackTrace() != null) {
                    List<String> stack =
                            event.getStackTrace().getFrames().stream().map(Profile::name).toList();
                    found.computeIfAbsent(place(stack), _ -> new TreeMap<>())
                            .merge(stack.getFirst(), 1, Integer::sum);
                    all++;
                }
            }
        }
        int samples = Math.max(all, 1);
        System.out.println(all + " samples");
        found.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> -count(e.getValue())))
                .forEach(e ->
                        System.out.printf(
                                Locale.ROOT,
                                "%5.1f %%  %-24s %s%n",
                                100.0 * count(e.getValue()) / samples,
                                e.getKey(),
                                mostly(e.getValue())));
    }

    private static String place(List<String> stack) {
        for (String frame : stack) {
            for (Place place : PLACES) {
                if (frame.matches(place.methods)) {
                    return place.name;
                }
            }
        }
        return "else";
    }

    private static String name(RecordedFrame frame) {
        RecordedMethod method = frame.getMethod();
        return method.getType().getName() + "." + method.getName();
    }

    private static int count(Map<String, Integer> methods) {
        return methods.values().stream().mapToInt(n -> n).sum();
    }

    private static String mostly(Map<String, Integer> methods) {
        return methods.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(2)
                .map(e -> e.getKey() + " " + e.getValue())
                .collect(Collectors.joining(", "));
    }
}
