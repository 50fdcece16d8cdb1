package io.dcms.runtime.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes the threads of one purpose: {@code <name>-1}, {@code <name>-2}, ... None of them keeps the process alive. */
public final class NamedThreads implements ThreadFactory {

    private final AtomicInteger count = new AtomicInteger();
    private final String name;

    /** @param name the purpose, such as {@code dcms-hook} */
    public NamedThreads(String name) {
        this.name = name;
    }

    @Override
    public Thread newThread(Runnable work) {
        Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
        thread.setDaemon(true);
        return thread;
    }
}
