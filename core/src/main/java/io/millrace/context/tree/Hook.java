package io.millrace.context.tree;

import io.millrace.context.Registration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/// A piece of code to be run once its context has ended.
final class Hook extends CancelNode implements Registration {
    private final Executor executor;
    private final Runnable code;

    private Hook(@Nullable CancelNode parent, Executor executor, Runnable code) {
        super(parent);
        this.executor = executor;
        this.code = code;
    }

    static Hook register(@Nullable CancelNode parent, Executor executor, Runnable code) {
        var hook = new Hook(parent, executor, code);
        hook.attach();
        return hook;
    }

    @Override
    protected void onCancelled(Throwable why) {
        executor.execute(code);
    }

    @Override
    public boolean stop() {
        return detach();
    }
}
