package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.house.planted.Breaks;
import java.lang.classfile.ClassModel;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// What the compiled core must not contain. Each rule is also run over code that breaks it.
class HouseRulesTest {
    @Test
    void the_core_has_no_synchronized() {
        assertNone(NoMonitors::violations);
        assertEquals(
                List.of("aMethod", "aBlock"),
                NoMonitors.violations(CoreClasses.planted(Breaks.UsesMonitors.class)).stream()
                        .map(line -> line.replaceAll(".*\\.(\\w+) is .*", "$1"))
                        .toList());
    }

    @Test
    void only_the_one_door_waits() {
        assertNone(OneDoor.WAIT::violations);
        assertEquals(6, OneDoor.WAIT.violations(CoreClasses.planted(Breaks.Waits.class)).size());
    }

    @Test
    void only_the_one_door_starts_threads() {
        assertNone(OneDoor.START_THREADS::violations);
        assertEquals(
                1,
                OneDoor.START_THREADS
                        .violations(CoreClasses.planted(Breaks.StartsThreads.class))
                        .size());
    }

    @Test
    void only_the_one_door_reads_the_clock() {
        assertNone(OneDoor.READ_THE_CLOCK::violations);
        assertEquals(
                1,
                OneDoor.READ_THE_CLOCK
                        .violations(CoreClasses.planted(Breaks.ReadsTheClock.class))
                        .size());
    }

    @Test
    void the_core_needs_nothing_but_the_jdk() {
        List<String> others =
                CoreClasses.descriptor().requires().stream()
                        .filter(needed -> !needed.modifiers().contains(Modifier.STATIC))
                        .map(Requires::name)
                        .filter(name -> !name.startsWith("java.") && !name.startsWith("jdk."))
                        .toList();
        assertEquals(List.of(), others);
    }

    private static void assertNone(Function<ClassModel, List<String>> rule) {
        List<String> found = CoreClasses.all().stream().map(rule).flatMap(List::stream).toList();
        assertTrue(found.isEmpty(), () -> String.join("\n", found));
    }
}
