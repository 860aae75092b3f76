package io.millrace.schedules.model;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// Histories that the model must refuse, each beside one that it must accept.
class ExplanationTest {

    /// A history of operations that came one after the other, told by hand.
    private static final class Told {
        private final Program program;
        private final History history;

        Told(String text) {
            program = Program.parse(text);
            history = new History(program);
            for (int i = 0; i < program.channels().size(); i++) {
                after(i, new int[7]);
            }
        }

        Told op(int id, Result result, int... numbers) {
            return begin(id).end(id, result, numbers);
        }

        Told begin(int id) {
            history.begin(program.ops().get(id));
            return this;
        }

        Told end(int id, Result result, int... numbers) {
            Op op = program.ops().get(id);
            if (result == Result.LIST) {
                history.end(op, numbers);
            } else {
                int a = numbers.length > 0 ? numbers[0] : 0;
                history.end(op, result, a, numbers.length > 1 ? numbers[1] : 0);
            }
            return this;
        }

        Told dropped(int value) {
            history.undelivered(value);
            return this;
        }

        /// Figures: state, size, waiting senders and receivers, sent, received, dropped.
        Told after(int channel, int[] figures, int... contents) {
            history.after(channel, figures, contents);
            return this;
        }

        void isAccepted() {
            assertTrue(Explanation.exists(history), history::toString);
        }

        void isRefused() {
            assertFalse(Explanation.exists(history), history::toString);
        }
    }

    private static int[] passed(int sent, int received) {
        return new int[] {0, sent - received, 0, 0, sent, received, 0};
    }

    @Test
    void values_come_out_in_the_order_in_which_they_went_in() {
        String text = "buffered2: send a; send a; receive a; receive a";
        var inOrder = new Told(text).op(0, Result.OK).op(1, Result.OK);
        inOrder.op(2, Result.VALUE, 1).op(3, Result.VALUE, 2).after(0, passed(2, 2)).isAccepted();
        var swapped = new Told(text).op(0, Result.OK).op(1, Result.OK);
        swapped.op(2, Result.VALUE, 2).op(3, Result.VALUE, 1).after(0, passed(2, 2)).isRefused();
    }

    @Test
    void a_value_is_received_once() {
        String text = "buffered1: send a; receive a | receive a";
        var twice = new Told(text).begin(2).op(0, Result.OK).op(1, Result.VALUE, 1);
        twice.end(2, Result.VALUE, 1).after(0, passed(1, 1)).isRefused();
        var once = new Told(text).op(0, Result.OK).op(1, Result.VALUE, 1).begin(2);
        once.after(0, new int[] {0, 0, 0, 1, 1, 1, 0}).isAccepted();
    }

    @Test
    void capacity_is_exact() {
        String text = "buffered1: try-send a; try-send a";
        int[] one = passed(1, 0);
        new Told(text).op(0, Result.OK).op(1, Result.FULL).after(0, one, 1).isAccepted();
        new Told(text).op(0, Result.OK).op(1, Result.OK).after(0, passed(2, 0), 1, 2).isRefused();
        new Told(text).op(0, Result.FULL).op(1, Result.OK).after(0, one, 2).isRefused();
    }

    @Test
    void nobody_waits_for_what_is_there() {
        String text = "buffered1: send a | receive a";
        new Told(text)
                .op(0, Result.OK)
                .begin(1)
                .after(0, new int[] {0, 1, 0, 1, 1, 0, 0}, 1)
                .isRefused();
        new Told(text).op(0, Result.OK).op(1, Result.VALUE, 1).after(0, passed(1, 1)).isAccepted();
    }

    @Test
    void empty_is_said_only_of_an_empty_channel() {
        String text = "buffered1: send a; try-receive a";
        new Told(text).op(0, Result.OK).op(1, Result.EMPTY).after(0, passed(1, 0), 1).isRefused();
    }

    @Test
    void full_before_and_empty_after_a_send_that_is_not_over_contradict_each_other() {
        new Told("buffered2: timed-send a | try-send a; receive a | try-send a; try-receive a")
                .op(3, Result.OK)
                .begin(4)
                .begin(0)
                .op(1, Result.FULL)
                .op(2, Result.VALUE, 3)
                .end(4, Result.EMPTY)
                .end(0, Result.OK)
                .after(0, passed(2, 1), 1)
                .isRefused();
    }

    @Test
    void the_end_tells_who_waits() {
        String text = "rendezvous: send a | close a";
        int[] closed = {1, 0, 0, 0, 0, 0, 0};
        var told = new Told(text).begin(0).op(1, Result.TRUE).end(0, Result.CLOSED);
        told.after(0, closed).isAccepted();
        var left = new Told(text).begin(0).op(1, Result.TRUE);
        left.after(0, new int[] {1, 0, 1, 0, 0, 0, 0}).isRefused();
        var late = new Told(text).op(1, Result.TRUE).op(0, Result.OK);
        late.after(0, closed).isRefused();
    }

    @Test
    void a_pending_interrupt_makes_an_operation_throw() {
        String text = "buffered1: send a | interrupt 0"; // operation 1 is the look at the flag
        new Told(text).op(2, Result.OK).op(0, Result.INTERRUPTED).op(1, Result.FALSE).isAccepted();
        new Told(text)
                .op(2, Result.OK)
                .op(0, Result.OK)
                .op(1, Result.TRUE)
                .after(0, passed(1, 0), 1)
                .isRefused();
        new Told(text).op(0, Result.INTERRUPTED).op(1, Result.FALSE).op(2, Result.OK).isRefused();
    }

    @Test
    void an_interrupt_that_came_too_late_stays_pending() {
        String text = "rendezvous: receive a | try-send a | interrupt 0"; // 1 looks at the flag
        int[] one = passed(1, 1);
        var kept = new Told(text).begin(0).op(2, Result.OK).op(3, Result.OK);
        kept.end(0, Result.VALUE, 1).op(1, Result.TRUE).after(0, one).isAccepted();
        var lost = new Told(text).begin(0).op(2, Result.OK).op(3, Result.OK);
        lost.end(0, Result.VALUE, 1).op(1, Result.FALSE).after(0, one).isRefused();
        var gone = new Told(text).begin(0).op(2, Result.OK).op(3, Result.OK);
        gone.end(0, Result.INTERRUPTED).op(1, Result.FALSE).after(0, one).isRefused();
    }

    @Test
    void a_select_takes_its_default_only_if_nothing_is_ready() {
        String text = "buffered1: send a; select a? else";
        new Told(text).op(0, Result.OK).op(1, Result.DEFAULT).after(0, passed(1, 0), 1).isRefused();
    }

    @Test
    void a_prioritized_select_takes_the_first_that_is_ready() {
        String text = "buffered1 buffered1: send a; send b; select a? b? first";
        var second = new Told(text).op(0, Result.OK).op(1, Result.OK);
        second.op(2, Result.CLAUSE_VALUE, 1, 2);
        second.after(0, passed(1, 0), 1).after(1, passed(1, 1)).isRefused();
        var first = new Told(text).op(0, Result.OK).op(1, Result.OK);
        first.op(2, Result.CLAUSE_VALUE, 0, 1);
        first.after(0, passed(1, 1)).after(1, passed(1, 0), 2).isAccepted();
    }

    @Test
    void what_is_dropped_goes_to_the_hook_once() {
        String text = "conflated: send a; send a";
        int[] figures = {0, 1, 0, 0, 2, 0, 1};
        var told = new Told(text).op(0, Result.OK).op(1, Result.OK).after(0, figures, 2);
        told.isRefused();
        told.dropped(1).isAccepted();
        told.dropped(1).isRefused();
    }

    @Test
    void a_batch_stops_only_where_there_is_no_room() {
        String text = "buffered2: send-some a 2";
        new Told(text).op(0, Result.COUNT, 2).after(0, passed(2, 0), 1, 2).isAccepted();
        new Told(text).op(0, Result.COUNT, 1).after(0, passed(1, 0), 1).isRefused();
    }

    @Test
    void figures_are_those_of_one_instant() {
        String text = "buffered1: send a; stats a";
        var right = new Told(text).op(0, Result.OK).op(1, Result.LIST, 0, 1, 0, 0, 1, 0, 0);
        right.after(0, passed(1, 0), 1).isAccepted();
        var wrong = new Told(text).op(0, Result.OK).op(1, Result.LIST, 0, 0, 0, 0, 1, 1, 0);
        wrong.after(0, passed(1, 0), 1).isRefused();
    }
}
