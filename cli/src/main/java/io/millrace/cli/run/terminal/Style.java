package io.millrace.cli.run.terminal;

import java.util.Locale;
import java.util.Map;

/// What a terminal may be given to draw.
///
/// @param ascii whether it may know nothing else
/// @param colours whether it may be given colours
public record Style(boolean ascii, boolean colours) {

    /// Reads the environment: `NO_COLOR`, `FORCE_COLOR`, and what says whether the text is UTF-8.
    ///
    /// @param lcAll the caller's `LC_ALL`: the launcher runs the tool with one of its own
    public static Style of(Map<String, String> environment, String lcAll) {
        String locale = lcAll;
        for (String name : new String[] {"LC_CTYPE", "LANG"}) {
            if (locale.isEmpty()) {
                locale = environment.getOrDefault(name, "");
            }
        }
        String force = environment.getOrDefault("FORCE_COLOR", "");
        boolean forced = !force.isEmpty() && !force.equals("0") && !force.equals("false");
        return new Style(
                !locale.toLowerCase(Locale.ROOT).replace("-", "").contains("utf8"),
                forced || environment.getOrDefault("NO_COLOR", "").isEmpty());
    }
}
