package io.millrace.jcstress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Some of the tests for a few seconds each. The pom says how to run all of them for long.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ShortRoundTest {

    /// One or two of each group: those that most of the engine takes part in.
    private static final List<String> PROMISES =
            List.of(
                    "Publication.ThroughARendezvous",
                    "Publication.ThroughABufferOfThree",
                    "Publication.ByASelectThatReceives",
                    "BackEdge.OfCapacityOne",
                    "Ends.AgainstASendThatWaits",
                    "GivingUp.AValueAndThenAnInterrupt",
                    "GivingUp.ATimeOutOfAReceiver",
                    "Claims.OfOneSelect",
                    "Instants.NoFalseEmptyWhileTheRingTurns",
                    "Instants.FullOrEmpty",
                    "Instants.OneOfTwoSees",
                    "Instants.Figures");

    /// Faults that x86 shows within a second.
    private static final List<String> FAULTS =
            List.of("Faults.ReleasedHandOver", "Faults.TakenTwice");

    @TempDir Path folder;

    @Test
    void no_forbidden_outcome_is_seen() throws Exception {
        Round round = Round.of(anyOf("promises", PROMISES), folder);
        assertEquals(0, round.exitCode(), round::toString);
        assertEquals(PROMISES.size(), round.passed(), round::toString);
    }

    @Test
    void planted_faults_are_seen() throws Exception {
        Round round = Round.of(anyOf("planted", FAULTS), folder);
        assertNotEquals(0, round.exitCode(), round::toString);
        for (String fault : FAULTS) {
            assertTrue(
                    round.output().contains("[FAILED] " + name("planted", fault)), round::toString);
        }
    }

    private static String anyOf(String kind, List<String> tests) {
        return "^(" + String.join("|", tests.stream().map(t -> name(kind, t)).toList()) + ")$";
    }

    private static String name(String kind, String test) {
        return "io.millrace.jcstress." + kind + "." + test;
    }
}
