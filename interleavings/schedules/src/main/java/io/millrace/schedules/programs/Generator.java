package io.millrace.schedules.programs;

import io.millrace.schedules.model.Program;
import java.util.SplittableRandom;

/// Draws programs: two to four threads, one to three operations each, on one or two channels of all
/// kinds. Every sixth is about batches, and what tries and figures see beside them, in a ring.
public final class Generator {
    private static final String[] CHANNELS = {
        "rendezvous",
        "rendezvous",
        "rendezvous",
        "buffered1",
        "buffered1",
        "buffered1",
        "buffered2",
        "buffered2",
        "buffered3",
        "unbounded",
        "conflated",
        "oldest2",
        "newest1",
        "newest2",
        "reject1",
        "reject2"
    };
    private static final String[] RINGS = {"buffered2", "buffered2", "buffered3"};
    private static final int MOST_PER_THREAD = 3;

    private final SplittableRandom random;
    private final StringBuilder text = new StringBuilder();
    private final int channels;
    private final int threads;
    private final boolean interrupts;
    private final boolean counts;
    private final boolean looks;
    private final boolean batches;

    private Generator(long seed) {
        random = new SplittableRandom(seed);
        channels = random.nextInt(3) == 0 ? 2 : 1;
        threads = 2 + random.nextInt(3);
        interrupts = random.nextInt(3) == 0;
        counts = random.nextInt(6) == 0;
        looks = random.nextInt(6) == 0;
        batches = new SplittableRandom(~seed).nextInt(6) == 0;
    }

    /// Returns the program of a seed.
    public static Program program(long seed) {
        return new Generator(seed).draw();
    }

    private Program draw() {
        for (int i = 0; i < channels; i++) {
            String[] kinds = batches ? RINGS : CHANNELS;
            text.append(i == 0 ? "" : " ").append(kinds[random.nextInt(kinds.length)]);
            text.append(looks ? "+" : "");
        }
        for (int t = 0; t < threads; t++) {
            text.append(t == 0 ? ": " : " | ");
            boolean selected = false;
            int ops = 1 + random.nextInt(MOST_PER_THREAD);
            for (int i = 0; i < ops; i++) {
                text.append(i == 0 ? "" : "; ");
                selected |= op(t, selected);
            }
        }
        return Program.parse(text.toString());
    }

    /// @return whether it is a select
    private boolean op(int thread, boolean selected) {
        int draw = random.nextInt(100);
        if (interrupts && random.nextInt(5) == 0) {
            text.append("interrupt ").append((thread + 1 + random.nextInt(threads - 1)) % threads);
            return false;
        }
        if (counts && random.nextInt(6) == 0) {
            word("stats", "");
            return false;
        }
        if (batches && draw < 60) {
            batch(draw);
        } else if (batches && draw < 80) {
            word(draw < 70 ? "try-send" : "try-receive", "");
        } else if (draw < 16) {
            word("send", "");
        } else if (draw < 24) {
            word("receive", "");
        } else if (draw < 32) {
            word("receive-or-null", "");
        } else if (draw < 39) {
            word("try-send", "");
        } else if (draw < 46) {
            word("try-receive", "");
        } else if (draw < 51) {
            word("timed-send", "");
        } else if (draw < 56) {
            word("timed-receive", "");
        } else if (draw < 72) {
            batch(draw);
        } else if (draw < 80) {
            word(draw < 76 ? "close" : draw < 78 ? "fail" : "cancel", "");
        } else if (selected && draw < 88) {
            text.append("again");
        } else {
            select();
            return true;
        }
        return false;
    }

    private void batch(int draw) {
        String number = " " + (1 + random.nextInt(3));
        switch (draw % 4) {
            case 0 -> word("send-some", number);
            case 1 -> word("send-all", number);
            case 2 -> word("receive-some", number);
            default -> word("drain", number);
        }
    }

    private void word(String word, String number) {
        text.append(word).append(' ').append(channel()).append(number);
    }

    private char channel() {
        return (char) ('a' + random.nextInt(channels));
    }

    private void select() {
        text.append("select");
        boolean any = false;
        int most = 1 + random.nextInt(3);
        int offset = random.nextInt(2 * channels);
        for (int i = 0; i < 2 * channels && i < most; i++) {
            int side = (offset + i) % (2 * channels);
            if (!any || random.nextInt(3) > 0) {
                any = true;
                text.append(' ').append((char) ('a' + side % channels));
                text.append(side < channels ? '?' : '!');
                text.append(random.nextInt(3) == 0 ? "*" : "");
            }
        }
        switch (random.nextInt(8)) {
            case 0, 1 -> text.append(" else");
            case 2, 3 -> text.append(" after");
            default -> {}
        }
        text.append(random.nextInt(4) == 0 ? " first" : "");
        text.append(looks ? " looks" : "");
    }
}
