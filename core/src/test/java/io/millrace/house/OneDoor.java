package io.millrace.house;

import java.lang.classfile.ClassModel;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Finds what only `io.millrace.waiting` may do: wait, start threads, read the clock.
///
/// It reads the constant pool, where calls and method references alike leave the name of what they
/// call. `ReentrantLock.lock()` is allowed: the core's critical sections are short and never wait
/// inside.
enum OneDoor {
    WAIT(
            "waits",
            Pattern.compile(
                    "java/util/concurrent/(CountDownLatch|CyclicBarrier|Phaser|Semaphore|Exchanger|CompletionService"
                            + "|ExecutorCompletionService|SynchronousQueue|DelayQueue|StructuredTaskScope"
                            + "|.*(Blocking|Transfer)(Queue|Deque)|locks/Abstract(Queued|QueuedLong)Synchronizer)"),
            Set.of(
                    "java/lang/Process.waitFor",
                    "java/lang/Thread.join",
                    "java/lang/Thread.sleep",
                    "java/util/concurrent/CompletableFuture.get",
                    "java/util/concurrent/CompletableFuture.join",
                    "java/util/concurrent/ExecutorService.awaitTermination",
                    "java/util/concurrent/ExecutorService.close",
                    "java/util/concurrent/ExecutorService.invokeAll",
                    "java/util/concurrent/ExecutorService.invokeAny",
                    "java/util/concurrent/ForkJoinPool.invoke",
                    "java/util/concurrent/ForkJoinTask.get",
                    "java/util/concurrent/ForkJoinTask.invoke",
                    "java/util/concurrent/ForkJoinTask.join",
                    "java/util/concurrent/Future.get",
                    "java/util/concurrent/FutureTask.get",
                    "java/util/concurrent/TimeUnit.sleep",
                    "java/util/concurrent/TimeUnit.timedJoin",
                    "java/util/concurrent/TimeUnit.timedWait",
                    "java/util/concurrent/locks/Condition.await",
                    "java/util/concurrent/locks/Condition.awaitNanos",
                    "java/util/concurrent/locks/Condition.awaitUninterruptibly",
                    "java/util/concurrent/locks/Condition.awaitUntil",
                    "java/util/concurrent/locks/LockSupport.park",
                    "java/util/concurrent/locks/LockSupport.parkNanos",
                    "java/util/concurrent/locks/LockSupport.parkUntil",
                    "java/util/concurrent/locks/LockSupport.unpark")),
    START_THREADS(
            "starts threads",
            Pattern.compile(
                    "java/lang/Thread\\$Builder.*|java/util/concurrent/Executors|java/util/Timer"),
            Set.of(
                    "java/lang/Runtime.addShutdownHook",
                    "java/lang/Thread.ofPlatform",
                    "java/lang/Thread.ofVirtual",
                    "java/lang/Thread.start",
                    "java/lang/Thread.startVirtualThread")),
    READ_THE_CLOCK(
            "reads the clock",
            Pattern.compile("java/time/Clock"),
            Set.of(
                    "java/lang/System.currentTimeMillis",
                    "java/lang/System.nanoTime",
                    "java/time/Instant.now"));

    private static final String DOOR = "io/millrace/waiting/";
    private static final Set<String> OBJECT_WAIT = Set.of("wait()V", "wait(J)V", "wait(JI)V");

    private final String doing;
    private final Pattern owners; // any call on one of these
    private final Set<String> calls;

    OneDoor(String doing, Pattern owners, Set<String> calls) {
        this.doing = doing;
        this.owners = owners;
        this.calls = calls;
    }

    /// Returns a line for each call of the class that belongs behind the door.
    List<String> violations(ClassModel type) {
        String user = type.thisClass().asInternalName();
        var found = new ArrayList<String>();
        if (user.startsWith(DOOR)) {
            return found;
        }
        for (PoolEntry entry : type.constantPool()) {
            if (entry instanceof MemberRefEntry called && forbidden(called)) {
                String call = called.owner().asInternalName() + "." + called.name().stringValue();
                found.add(
                        (user + " " + doing + " by " + call + ": only io.millrace.waiting may")
                                .replace('/', '.'));
            }
        }
        return found;
    }

    private boolean forbidden(MemberRefEntry called) {
        String owner = called.owner().asInternalName();
        String name = called.name().stringValue();
        return owners.matcher(owner).matches()
                || calls.contains(owner + "." + name)
                || this == WAIT && OBJECT_WAIT.contains(name + called.type().stringValue());
    }
}
