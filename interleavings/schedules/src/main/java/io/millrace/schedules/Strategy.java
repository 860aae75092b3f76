package io.millrace.schedules;

/// Takes the decisions of a run.
///
/// The options of a decision are numbered; the last may be that time passes, up to the next
/// deadline of a thread that is parked.
public interface Strategy {

    /// Returns after how many points the running thread is to be asked by [#preempt] next; at least
    /// one.
    long slice();

    /// Decides whether the running thread is interrupted at a point.
    ///
    /// @param others how many other threads could run
    /// @param time whether, as option `others + 1`, time could pass
    /// @return 0 to let it go on
    int preempt(int others, boolean time);

    /// Decides for how many decisions a thread that was interrupted just now is passed over, if
    /// another can run.
    default int rest() {
        return 0;
    }

    /// Decides who runs next, when the one that ran parked, ended or gave way.
    ///
    /// @param ready how many threads could run: at least one
    /// @param time whether, as option `ready`, time could pass
    int next(int ready, boolean time);

    /// Decides whether a park returns for no reason, as it is allowed to.
    boolean wakesForNoReason();

    /// Tells whether the points of plain fields and arrays count.
    boolean isFine();

    /// Returns a number for whatever is random in the program itself.
    long seed();

    /// Returns a word from which [#parse] makes a strategy that takes the same decisions.
    String token();

    /// Returns the strategy of a [#token].
    static Strategy parse(String token) {
        String rest = token.substring(token.indexOf('.') + 1);
        return switch (token.substring(0, token.indexOf('.'))) {
            case "walk" -> new RandomWalk(Long.parseLong(rest));
            case "rest" -> new Laggard(Long.parseLong(rest));
            default -> BoundedSearch.parse(token);
        };
    }
}
