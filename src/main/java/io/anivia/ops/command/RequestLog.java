package io.anivia.ops.command;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.anivia.destination.http.HttpRecorder;
import io.anivia.destination.http.HttpResponse;

/** Keeps what would be sent, and answers as it is told; when the script ends, with success. Thread-safe. */
final class RequestLog implements HttpRecorder {

    private final List<RecordedExchange> requests = new ArrayList<>();
    private final Deque<ScriptedAnswer> script = new ArrayDeque<>();
    private ScriptedAnswer afterwards = ScriptedAnswer.SUCCESS;

    /**
     * Begins anew.
     *
     * @param answers to the requests, in their order
     * @param then to those after them
     */
    synchronized void reset(List<ScriptedAnswer> answers, ScriptedAnswer then) {
        requests.clear();
        script.clear();
        script.addAll(answers);
        afterwards = then;
    }

    @Override
    public synchronized CompletionStage<HttpResponse> exchange(RecordedExchange request) {
        requests.add(request);
        return (script.isEmpty() ? afterwards : script.poll()).to(request);
    }

    synchronized List<RecordedExchange> requests() {
        return List.copyOf(requests);
    }
}
