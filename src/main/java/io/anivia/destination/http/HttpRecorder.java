package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.zip.GZIPInputStream;

/**
 * Takes the requests of sinks in place of the network: for commands that show what would be sent, and for destinations
 * that are shadows. It stands where the socket would be: what it gets is the finished request, and what it answers is
 * read as a server's response is.
 *
 * <p>It applies to a Camel context that has it in its registry, under {@link #NAME}, before its routes are started; or
 * to the exchanges of one endpoint, which is a {@link RecordedSource}.
 */
@FunctionalInterface
public interface HttpRecorder {

    /** In the registry. */
    String NAME = "httpRecorder";

    /** An endpoint where routes begin whose requests need not be sent. */
    interface RecordedSource {
        /** What takes the requests of its exchanges; empty: the network. */
        Optional<HttpRecorder> recorder();
    }

    /**
     * A request as it would leave.
     *
     * @param server scheme, host and port
     * @param target path and query
     * @param headers all of them, in their order
     * @param body as it would be sent, compressed or not
     */
    record RecordedExchange(String server, String method, String target, Map<String, String> headers, byte[] body) {

        private static final int OK = 200;

        /** The body as text, decompressed; at most so many bytes of it. */
        public String text(int mostBytes) {
            if (!"gzip".equalsIgnoreCase(headers.get("Content-Encoding"))) {
                return new String(body.length <= mostBytes ? body : Arrays.copyOf(body, mostBytes), UTF_8);
            }
            try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
                return new String(in.readNBytes(mostBytes), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException("a request that says gzip and is none", e);
            }
        }

        /** What a server of its kind responds that has taken it: Splunk and Adobe say so in the body. */
        public HttpResponse success() {
            boolean isHec = headers.getOrDefault("Authorization", "").startsWith("Splunk ");
            boolean isXml = headers.getOrDefault("Content-Type", "").startsWith("text/xml");
            String words = isHec ? "{\"text\":\"Success\",\"code\":0,\"ackId\":0}"
                    : isXml ? "<status>SUCCESS</status>" : "";
            return new HttpResponse(OK, null, words, Instant.now());
        }
    }

    /** @return the response, or a failure as the network has them */
    CompletionStage<HttpResponse> exchange(RecordedExchange request);
}
