package io.millrace.pool;

import io.millrace.waiting.ShortLock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The failures of a pool's jobs that nobody has received yet.
final class Failures {

    /// So many at most are kept; the later ones are in the figures only.
    static final int MOST = 100;

    private final ShortLock lock = new ShortLock();
    private final @Nullable Job<?>[] kept = new Job<?>[MOST]; // under lock
    private int size; // under lock

    /// Keeps a failure, if there is room.
    void add(Job<?> job) {
        lock.lock();
        if (size == MOST) {
            forgetReceived();
        }
        if (size < MOST) {
            kept[size++] = job;
        }
        lock.unlock();
    }

    /// Requires: lock held.
    private void forgetReceived() {
        int left = 0;
        for (int i = 0; i < size; i++) {
            Job<?> job = kept[i];
            kept[i] = null;
            if (job != null && !job.isReceived()) {
                kept[left++] = job;
            }
        }
        size = left;
    }

    /// Hands over what nobody has received, the first first.
    List<Job<?>> take() {
        var found = new ArrayList<Job<?>>(MOST); // before the lock: memory may run out
        lock.lock();
        for (int i = 0; i < size; i++) {
            Job<?> job = kept[i];
            kept[i] = null;
            if (job != null && !job.isReceived()) {
                found.add(job);
            }
        }
        size = 0;
        lock.unlock();
        found.forEach(Job::markReceived);
        return found;
    }

    /// Adds the later ones to a report of which the first is the cause.
    @SuppressWarnings("ReferenceEquality") // no exception can be suppressed in itself
    static void suppress(List<Job<?>> failed, Throwable report) {
        for (Job<?> job : failed.subList(1, failed.size())) {
            if (job.failure() != report.getCause()) {
                report.addSuppressed(job.failure());
            }
        }
    }
}
