package io.millrace.lincheck;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation that never waits takes effect at one instant.
@Timeout(value = 1, unit = TimeUnit.HOURS) // the long round takes more than the usual minute
class TryFormsTest {

    static Stream<Arguments> engines() {
        return Stream.of(
                arguments(Shapes.Hands2.class, Shapes.Model2.class),
                arguments(Shapes.Buffered2.class, Shapes.Model2.class),
                arguments(Shapes.Rendezvous.class, Shapes.RendezvousModel.class),
                arguments(Shapes.Unbounded.class, Shapes.UnboundedModel.class));
    }

    /// What has code of its own beside its engine's.
    static Stream<Arguments> variants() {
        return Stream.of(
                arguments(Shapes.Buffered1.class, Shapes.Model1.class),
                arguments(Shapes.Rejecting.class, Shapes.RejectingModel.class),
                arguments(Shapes.DropsOldest.class, Shapes.DropsOldestModel.class),
                arguments(Shapes.Queue2.class, Shapes.Model2.class),
                arguments(SelectForms.Buffered.class, SelectForms.Model.class));
    }

    static Stream<Arguments> shapes() {
        return Stream.concat(
                variants(),
                Stream.of(
                        arguments(Shapes.Hands1.class, Shapes.Model1.class),
                        arguments(Shapes.Buffered3.class, Shapes.Model3.class),
                        arguments(Shapes.DropsNewest.class, Shapes.DropsNewestModel.class),
                        arguments(Shapes.Conflated.class, Shapes.ConflatedModel.class),
                        arguments(Shapes.QueueUnbounded.class, Shapes.UnboundedModel.class),
                        arguments(Shapes.QueueConflated.class, Shapes.ConflatedModel.class)));
    }

    /// Lincheck takes two seconds to prepare a subject for chosen orders, whatever it then does.
    static Stream<Arguments> inChosenOrders() {
        return Effort.isLong() ? shapes() : variants();
    }

    @ParameterizedTest
    @MethodSource("inChosenOrders")
    void operations_that_never_wait_are_linearizable_in_chosen_orders(
            Class<?> subject, Class<?> model) {
        Effort.SOME.chooseOrders(subject, model);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void operations_that_never_wait_are_linearizable_as_the_machine_runs_them(
            Class<?> subject, Class<?> model) {
        Effort.SOME.letRun(subject, model);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void operations_that_never_wait_are_linearizable_in_many_more_chosen_orders(
            Class<?> subject, Class<?> model) {
        Effort.WHOLE.chooseOrders(subject, model);
    }

    @ParameterizedTest
    @MethodSource("engines")
    void operations_that_never_wait_are_linearizable_as_the_machine_runs_them_more_often(
            Class<?> subject, Class<?> model) {
        Effort.WHOLE.letRun(subject, model);
    }
}
