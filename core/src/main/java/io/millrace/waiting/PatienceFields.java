package io.millrace.waiting;

/// What a [Patience] has learned, between lines of padding: it is written by those who wait on one
/// side, and would share a cache line with what happens to lie beside it in memory.
///
/// The padding is all `int`: the JVM would move a smaller field into the gap that a `long` leaves
/// behind the header.
abstract class PatienceFields extends PatienceFront {
    int untilLook; // waits before the next look
    int failed; // weighed failures of looks
    int gap; // how much rarer than RARELY looks have become, as a power of two
    int turn; // successful looks since one gave way
    int untilGivingWay;
    int credit; // of giving way
}
