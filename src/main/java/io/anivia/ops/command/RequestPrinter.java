package io.anivia.ops.command;

import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.common.SecretMask;
import io.anivia.destination.http.HttpRecorder.RecordedExchange;

/** Writes requests for people and programs, without their secrets. */
final class RequestPrinter {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SecretMask mask;

    RequestPrinter(SecretMask mask) {
        this.mask = mask;
    }

    /** As HTTP/1.1 has it; a compressed body is written as it was before. */
    String text(RecordedExchange request) {
        StringBuilder text = new StringBuilder();
        text.append(request.method()).append(' ').append(mask.text(request.target())).append(" HTTP/1.1\n");
        request.headers().forEach((name, value) ->
                text.append(name).append(": ").append(mask.header(name, value)).append('\n'));
        text.append('\n').append(mask.text(body(request))).append('\n');
        return text.toString();
    }

    /** A command that sends the same to the same server. */
    String curl(RecordedExchange request) {
        StringBuilder text = new StringBuilder("curl -X ").append(request.method()).append(' ')
                .append(quoted(request.server() + mask.text(request.target())));
        request.headers().forEach((name, value) -> {
            boolean isCurls = name.equalsIgnoreCase("Host") || name.equalsIgnoreCase("Content-Length")
                    || name.equalsIgnoreCase("Content-Encoding");
            if (!isCurls) {
                text.append(" \\\n  -H ").append(quoted(name + ": " + mask.header(name, value)));
            }
        });
        return text.append(" \\\n  --data-binary ").append(quoted(mask.text(body(request)))).append('\n').toString();
    }

    /** A JSON array of the requests. */
    String json(List<RecordedExchange> requests) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(requests.stream().map(this::members)
                    .toList());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Object> members(RecordedExchange request) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("method", request.method());
        members.put("url", request.server() + mask.text(request.target()));
        Map<String, String> headers = new LinkedHashMap<>();
        request.headers().forEach((name, value) -> headers.put(name, mask.header(name, value)));
        members.put("headers", headers);
        members.put("body", mask.text(body(request)));
        return members;
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The body as text, decompressed. */
    static String body(RecordedExchange request) {
        return request.text(Integer.MAX_VALUE);
    }
}
