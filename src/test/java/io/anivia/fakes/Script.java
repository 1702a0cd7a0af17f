package io.anivia.fakes;

import java.util.Collections;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Answers waiting for their requests: first the queued ones, one request each, then the standing one. Thread-safe. */
final class Script {

    private final Queue<Answer> queued = new ConcurrentLinkedQueue<>();
    private volatile Answer standing = Answer.usual();

    Answer take() {
        Answer answer = queued.poll();
        return answer == null ? standing : answer;
    }

    void next(int times, Answer answer) {
        queued.addAll(Collections.nCopies(times, answer));
    }

    void always(Answer answer) {
        standing = answer;
    }

    void clear() {
        queued.clear();
        standing = Answer.usual();
    }

    int waiting() {
        return queued.size();
    }
}
