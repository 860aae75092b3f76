package io.millrace.cli.run.input;

import java.io.ByteArrayInputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Collects what a source gives: an input as it is, a refused one as `REFUSED input: why`.
final class Given implements Source.Inputs {
    private final List<String> all = new ArrayList<>();

    @Override
    public void accept(String input) {
        all.add(input);
    }

    @Override
    public void refuse(String start, String why) {
        all.add("REFUSED " + start + ": " + why);
    }

    @Override
    public void flush() {}

    static List<String> by(Source source) throws Exception {
        var given = new Given();
        source.forEach(given);
        return given.all;
    }

    /// Opens these bytes.
    static Opening opening(byte[] bytes) {
        return () -> Channels.newChannel(new ByteArrayInputStream(bytes));
    }

    static Opening opening(String text) {
        return opening(text.getBytes(StandardCharsets.UTF_8));
    }
}
