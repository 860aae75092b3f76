package io.millrace.bench;

/// What bounds how often something happens: a limiter of a rival.
public abstract class Limiter {

    /// Takes a permit if one is there, without waiting.
    public abstract boolean tryTake();
}
