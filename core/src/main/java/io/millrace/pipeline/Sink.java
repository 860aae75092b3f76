package io.millrace.pipeline;

/// What takes the elements of a stage: the next one, or the terminal operation. Used by one thread.
///
/// The rules that both sides keep are in the note of [Stage].
interface Sink<T> {

    /// Takes an element, and returns when it is out of the caller's hands.
    ///
    /// @return false if it wants no more; what is pushed then is dropped
    boolean push(T value) throws Exception;

    /// Hears that no more elements come: passes on what it holds, and says so to the next.
    default void end() throws Exception {}

    /// A sink in front of another one.
    abstract class Link<T, R> implements Sink<T> {
        final Sink<? super R> next;

        Link(Sink<? super R> next) {
            this.next = next;
        }

        @Override
        public void end() throws Exception {
            next.end();
        }
    }
}
