package io.millrace.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The name of one thing: the one that it was given, or its kind and a number, made when somebody
/// first asks.
final class Name {
    private static final VarHandle TEXT;

    static {
        try {
            TEXT = MethodHandles.lookup().findVarHandle(Name.class, "text", String.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Kind kind;
    private volatile @Nullable String text;

    /// Keeps the name that was given.
    Name(Kind kind, String given) {
        this.kind = kind;
        text = Objects.requireNonNull(given, "name");
    }

    /// Makes one when somebody asks.
    Name(Kind kind) {
        this.kind = kind;
    }

    String get() {
        String known = text;
        if (known == null) {
            TEXT.compareAndSet(this, null, kind.word + "-" + kind.numbers.incrementAndGet());
            known = Objects.requireNonNull(text);
        }
        return known;
    }

    /// Returns how messages and thread dumps call the thing: `mutex 'orders'`.
    @Override
    public String toString() {
        return kind.word + " '" + get() + "'";
    }
}
