package io.anivia.destination.http;

import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Takes the requests of all sinks in place of the network, for commands that show what would be sent. It stands where
 * the socket would be: what it gets is the finished request, and what it answers is read as a server's response is.
 *
 * <p>It applies to a Camel context that has it in its registry, under {@link #NAME}, before its routes are started.
 */
@FunctionalInterface
public interface HttpRecorder {

    /** In the registry. */
    String NAME = "httpRecorder";

    /**
     * A request as it would leave.
     *
     * @param server scheme, host and port
     * @param target path and query
     * @param headers all of them, in their order
     * @param body as it would be sent, compressed or not
     */
    record RecordedExchange(String server, String method, String target, Map<String, String> headers, byte[] body) {
    }

    /** @return the response, or a failure as the network has them */
    CompletionStage<HttpResponse> exchange(RecordedExchange request);
}
