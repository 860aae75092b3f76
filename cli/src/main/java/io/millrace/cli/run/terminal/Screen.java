package io.millrace.cli.run.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/*
 *   what jobs print ..             above: scrolls away like anything else
 *   what jobs print ..
 *    run 7f3c  00:31  ████         the bar; the cursor stays at the end of its last line
 *    producers 1  ..
 *
 *   frame = begin sync, erase the bar, what was printed meanwhile, the bar anew, end sync
 *
 * S1  Whatever goes to the terminal goes through here, under the lock: the bar and what jobs print never mix.
 * S2  There are at most ten frames a second. What is printed within a tenth of a second of a frame is held for the next,
 *     unless it is more than HELD bytes: so the bar is not erased a thousand times a second for as many lines.
 * S3  Once closed, or suspended, nothing of the bar is left, the cursor is seen, and what is printed goes out at once.
 * S4  A line is never as wide as the terminal, so that it does not wrap. A terminal that is made narrower wraps it
 *     afterwards, and the cursor stays at its end: the rows to go up are counted with the new width.
 *
 * Escape sequences: DEC private modes 25 (cursor), 7 (wrapping), 2026 (synchronised output: a terminal that knows it shows
 * a frame at once, others ignore it); OSC 9;4 (progress in the tab or task bar).
 */
/// What a terminal shows of a run: what jobs print, and below it the bar.
public final class Screen {
    /// A frame is drawn no sooner than this after the last one.
    public static final Duration PERIOD = Duration.ofMillis(100);

    private static final int HELD = 1 << 16;
    private static final Duration LAST_WAIT = Duration.ofMillis(200);
    private static final String BEGIN_SYNC = "\u001b[?2026h";
    private static final String END_SYNC = "\u001b[?2026l";
    private static final String HIDE_CURSOR = "\u001b[?25l";
    private static final String SHOW_CURSOR = "\u001b[?25h";
    private static final String NO_WRAP = "\u001b[?7l";
    private static final String WRAP = "\u001b[?7h";
    private static final String ERASE_BELOW = "\u001b[J";
    private static final String PLAIN = "\u001b[0m";
    private static final String TAB = "\u001b]9;4;";
    private static final String END_TAB = "\u0007";
    private static final int TAB_EMPTY = -2;

    private final OutputStream out;
    private final OutputStream err;
    private final boolean outIsTerminal;
    private final ReentrantLock lock = new ReentrantLock();

    // All guarded by the lock.
    private final List<Piece> held = new ArrayList<>();
    private int heldBytes;
    private List<String> lines = List.of(); // of the bar, as it should be
    private List<Integer> drawn = List.of(); // the widths of those that are on the terminal
    private Size size = Size.USUAL;
    private int percent = -1; // of the tab's progress; -1: unknown
    private int tabShown = TAB_EMPTY; // what the tab shows
    private boolean lineIsOpen; // what was printed last had no newline
    private long lastFrame;
    private boolean visible = true; // not suspended, and not in the background
    private boolean closed;

    /// What was printed in one go.
    private static final class Piece {
        private final boolean isError;
        private final byte[] bytes;

        Piece(boolean isError, byte[] bytes) {
            this.isError = isError;
            this.bytes = bytes;
        }
    }

    /// Makes a screen that shows nothing yet.
    ///
    /// @param out stdout
    /// @param err stderr: the terminal
    /// @param outIsTerminal whether stdout is a terminal, too: then it is the same one
    public Screen(OutputStream out, OutputStream err, boolean outIsTerminal) {
        this.out = out;
        this.err = err;
        this.outIsTerminal = outIsTerminal;
        this.lastFrame = System.nanoTime() - PERIOD.toNanos();
    }

    /// Returns the stream for what goes to stdout.
    public OutputStream out() {
        return outIsTerminal ? new Printed(false) : out;
    }

    /// Returns the stream for what goes to stderr.
    public OutputStream err() {
        return new Printed(true);
    }

    /// Shows these lines from the next frame on, which may be now.
    ///
    /// @param percent how much is done, for the tab; -1 if that is not known
    void show(List<String> lines, Size size, int percent) {
        lock.lock();
        try {
            this.lines = List.copyOf(lines);
            this.size = size;
            this.percent = percent;
            frameIfDue();
        } catch (IOException _) {
            // Whoever closed the terminal wants none of it.
        } finally {
            lock.unlock();
        }
    }

    /// Shows the bar, or takes it away until it may be seen again.
    ///
    /// @param terminalIsOurs whether anything may be written now: not from the background
    void setVisible(boolean wanted, boolean terminalIsOurs) {
        lock.lock();
        try {
            if (wanted == visible || closed) {
                return;
            }
            if (wanted) {
                visible = true;
                drawn = List.of(); // a shell has written there meanwhile
                lineIsOpen = false;
            } else {
                hide(terminalIsOurs);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Takes the bar away for good. May be called by any thread, also more than once, and waits for
    /// others only a moment: one may be stuck in writing to a terminal that takes nothing.
    public void close() {
        boolean locked = false;
        try {
            locked = lock.tryLock(LAST_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            locked = lock.tryLock();
        }
        if (!locked) {
            return;
        }
        try {
            if (!closed) {
                hide(true);
                closed = true;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Requires: locked.
    private void hide(boolean write) {
        try {
            if (write) {
                boolean any = !drawn.isEmpty() || tabShown != TAB_EMPTY;
                String last = erasure() + (any ? WRAP + SHOW_CURSOR : "") + tab(TAB_EMPTY);
                writeHeld(last);
            }
        } catch (IOException _) {
            // The terminal has gone.
        }
        drawn = List.of();
        visible = false;
    }

    /// Takes what is printed.
    private void print(boolean isError, byte[] bytes, int from, int length) throws IOException {
        lock.lock();
        try {
            byte[] copy = new byte[length];
            System.arraycopy(bytes, from, copy, 0, length);
            held.add(new Piece(isError, copy));
            heldBytes += length;
            if (heldBytes > HELD) {
                writeHeld(erasure());
            }
        } finally {
            lock.unlock();
        }
    }

    private void flush() throws IOException {
        lock.lock();
        try {
            if (!visible || lines.isEmpty()) {
                writeHeld(erasure());
            } else {
                frameIfDue();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Requires: locked.
    private void frameIfDue() throws IOException {
        long now = System.nanoTime();
        if (closed || !visible || now - lastFrame < PERIOD.toNanos()) { // S2
            return;
        }
        lastFrame = now;
        writeHeld(BEGIN_SYNC + erasure());
        var frame = new StringBuilder();
        if (lineIsOpen) {
            frame.append("\r\n");
            lineIsOpen = false;
        }
        frame.append(HIDE_CURSOR).append(NO_WRAP).append(PLAIN);
        var widths = new ArrayList<Integer>();
        for (String line : lines) {
            frame.append(widths.isEmpty() ? "" : "\r\n").append(line);
            widths.add(Columns.of(line.replaceAll("\u001b\\[[0-9]*m", "")));
        }
        frame.append(WRAP).append(tab(percent)).append(END_SYNC);
        drawn = widths;
        send(err, frame.toString());
    }

    /// Writes what is held, after `first`, which goes to stderr. Requires: locked.
    private void writeHeld(String first) throws IOException {
        send(err, first);
        List<Piece> pieces = List.copyOf(held);
        held.clear();
        heldBytes = 0;
        var together = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            together.writeBytes(piece.bytes);
            if (i + 1 == pieces.size() || pieces.get(i + 1).isError != piece.isError) {
                byte[] bytes = together.toByteArray();
                together.reset();
                lineIsOpen = bytes[bytes.length - 1] != '\n';
                OutputStream to = piece.isError ? err : out;
                to.write(bytes);
                to.flush();
            }
        }
    }

    private static void send(OutputStream to, String text) throws IOException {
        if (!text.isEmpty()) {
            to.write(text.getBytes(UTF_8));
            to.flush();
        }
    }

    /// Returns what erases the bar, and takes it for erased. Requires: locked.
    private String erasure() {
        if (drawn.isEmpty()) {
            return "";
        }
        int up = -1;
        for (int width : drawn) {
            up += Math.max(1, (width + size.columns() - 1) / size.columns()); // S4
        }
        drawn = List.of();
        return "\r" + (up > 0 ? "\u001b[" + up + "A" : "") + ERASE_BELOW;
    }

    /// Returns what makes the tab show so much. Requires: locked.
    private String tab(int wanted) {
        if (wanted == tabShown) {
            return "";
        }
        tabShown = wanted;
        return switch (wanted) {
            case TAB_EMPTY -> TAB + "0;0" + END_TAB;
            case -1 -> TAB + "3;0" + END_TAB; // at work, nobody knows how far
            default -> TAB + "1;" + wanted + END_TAB;
        };
    }

    private final class Printed extends OutputStream {
        private final boolean isError;

        Printed(boolean isError) {
            this.isError = isError;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (length > 0) {
                print(isError, bytes, from, length);
            }
        }

        @Override
        public void flush() throws IOException {
            Screen.this.flush();
        }
    }
}
