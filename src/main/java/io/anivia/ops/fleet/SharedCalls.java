package io.anivia.ops.fleet;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import org.jspecify.annotations.Nullable;

/**
 * Lets calls for the same thing share one: one runs at a time, and those that come meanwhile share the next, since what
 * runs may have been found out before they came. So a result is never older than the call it is returned to. An exception
 * is shared, too. Thread-safe; bounded by the threads that call.
 *
 * @param <V> is returned to several threads
 */
final class SharedCalls<V> {

    private static final class CallPair<V> {
        private @Nullable CompletableFuture<V> running;
        private @Nullable CompletableFuture<V> next;
    }

    interface Call<V> {
        V call() throws InterruptedException;
    }

    /** By what is asked for, as long as it is. */
    private final Map<String, CallPair<V>> pairs = new HashMap<>();

    V call(String key, Call<V> call) throws InterruptedException {
        CompletableFuture<V> mine = new CompletableFuture<>();
        CompletableFuture<V> before;
        CompletableFuture<V> shared;
        synchronized (pairs) {
            CallPair<V> pair = pair(key);
            shared = pair.next;
            before = pair.running;
            if (shared == null && before == null) {
                pair.running = mine;
            } else if (shared == null) {
                pair.next = mine;
            }
        }
        if (shared != null) {
            return result(shared);
        }
        run(key, mine, before, call);
        return result(mine);
    }

    private void run(String key, CompletableFuture<V> mine, @Nullable CompletableFuture<V> before, Call<V> call) {
        try {
            if (before != null) {
                awaitEnd(before);
                begin(key, mine);
            }
            V result = call.call();
            end(key, mine);
            mine.complete(result);
        } catch (Throwable e) {
            end(key, mine);
            mine.completeExceptionally(e);
        }
    }

    private static void awaitEnd(CompletableFuture<?> call) throws InterruptedException {
        try {
            call.get();
        } catch (ExecutionException e) {
            // It has been thrown where it belongs.
            return;
        }
    }

    private void begin(String key, CompletableFuture<V> mine) {
        synchronized (pairs) {
            CallPair<V> pair = pair(key);
            pair.next = null;
            pair.running = mine;
        }
    }

    private void end(String key, CompletableFuture<V> mine) {
        synchronized (pairs) {
            CallPair<V> pair = pair(key);
            if (pair.running == mine) {
                pair.running = null;
            } else if (pair.next == mine) {
                pair.next = null;
            }
            if (pair.running == null && pair.next == null) {
                pairs.remove(key);
            }
        }
    }

    private CallPair<V> pair(String key) {
        return pairs.computeIfAbsent(key, any -> new CallPair<>());
    }

    private static <V> V result(CompletableFuture<V> call) throws InterruptedException {
        try {
            return call.get();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof InterruptedException) {
                throw new InterruptedException(cause.getMessage());
            }
            if (cause instanceof RuntimeException failure) {
                throw failure;
            }
            if (cause instanceof Error failure) {
                throw failure;
            }
            throw new IllegalStateException(cause);
        }
    }

    /** How many things are being asked for. */
    int size() {
        synchronized (pairs) {
            return pairs.size();
        }
    }
}
