package io.millrace.house;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.millrace.fixture.Conformance;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The build runs the suite more than once: nobody takes that out without noticing.
class SuiteRunsTest {

    @Test
    @Conformance("Q177")
    void the_build_runs_the_suite_on_one_carrier_and_on_platform_threads() throws Exception {
        String pom = Files.readString(Path.of(System.getProperty("basedir"), "pom.xml"));
        for (String option :
                List.of(
                        "-Djdk.virtualThreadScheduler.parallelism=1"
                                + " -Djdk.virtualThreadScheduler.maxPoolSize=1",
                        "-Dmillrace.test.threads=platform")) {
            assertTrue(pom.contains("<argLine>" + option + "</argLine>"), option);
        }
    }
}
