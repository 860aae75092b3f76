package io.millrace.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.testng.ITestContext;
import org.testng.ITestListener;
import org.testng.ITestResult;
import org.testng.TestNG;

/// Runs the TCK, and knows what it leaves out.
class TckTest {
    // All that the TCK 1.0.4 has, the optional ones included, but for those named "untested".
    private static final int PUBLISHER_TESTS = 31;
    private static final int SUBSCRIBER_TESTS = 11;

    /// What a run of the TCK told.
    private static final class Told implements ITestListener {
        final List<String> passed = new ArrayList<>();
        final List<String> failed = new ArrayList<>();
        final Set<String> skipped = new TreeSet<>();

        @Override
        public void onTestSuccess(ITestResult result) {
            passed.add(result.getName());
        }

        @Override
        public void onTestFailure(ITestResult result) {
            failed.add(result.getName() + ": " + result.getThrowable());
        }

        @Override
        public void onTestSkipped(ITestResult result) {
            skipped.add(result.getName());
        }

        @Override
        public void onFinish(ITestContext context) {
            context.getFailedConfigurations()
                    .getAllResults()
                    .forEach(result -> failed.add("configuration " + result.getName()));
        }
    }

    private static Told run(Class<?> verification) {
        var told = new Told();
        var tests = new TestNG(false);
        tests.setVerbose(0);
        tests.setTestClasses(new Class<?>[] {verification});
        tests.addListener(told);
        tests.run();
        return told;
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                FusedPublisherVerification.class,
                BufferedPublisherVerification.class,
                WorkedPublisherVerification.class,
                RepublishedPublisherVerification.class
            })
    void publishers_keep_the_rules(Class<?> verification) {
        requireAll(run(verification), PUBLISHER_TESTS);
    }

    @Test
    void the_subscriber_keeps_the_rules() {
        requireAll(run(SubscriberVerification.class), SUBSCRIBER_TESTS);
    }

    private static void requireAll(Told told, int tests) {
        assertEquals(List.of(), told.failed);
        assertEquals(Set.of(), left(told));
        assertEquals(tests, Set.copyOf(told.passed).size(), told.passed::toString);
    }

    /// Returns what was skipped beside what the TCK has no test for.
    private static Set<String> left(Told told) {
        var left = new TreeSet<>(told.skipped);
        left.removeIf(name -> name.startsWith("untested_"));
        return left;
    }
}
