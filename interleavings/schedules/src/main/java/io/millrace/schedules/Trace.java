package io.millrace.schedules;

import java.util.ArrayList;
import java.util.List;

/// What happened in a run, a line a switch.
public final class Trace {
    private static final StackWalker STACK = StackWalker.getInstance();
    private static final int MOST_FRAMES = 3;

    private final List<String> lines = new ArrayList<>();

    /// Adds a line.
    public void note(String line) {
        lines.add(line);
    }

    /// Adds a line that says where the current thread is left.
    void leave(Strand strand, String why) {
        String where =
                STACK.walk(frames ->
                        frames.filter(frame -> isOfInterest(frame.getClassName()))
                                .limit(MOST_FRAMES)
                                .map(Trace::shortForm)
                                .reduce((inner, outer) -> inner + " < " + outer)
                                .orElse("?"));
        lines.add("    " + strand + " " + why + " at " + where);
    }

    /// Tells whether a class is none of the scheduler's own, nor of the JDK.
    static boolean isOfInterest(String className) {
        return className.startsWith("io.millrace.")
                && (!className.startsWith("io.millrace.schedules.")
                        || className.startsWith("io.millrace.schedules.toys."))
                && !className.equals("io.millrace.waiting.Door");
    }

    private static String shortForm(StackWalker.StackFrame frame) {
        String name = frame.getClassName();
        return name.substring(name.lastIndexOf('.') + 1)
                + "."
                + frame.getMethodName()
                + ":"
                + frame.getLineNumber();
    }

    /// Returns the lines so far.
    public List<String> lines() {
        return List.copyOf(lines);
    }
}
