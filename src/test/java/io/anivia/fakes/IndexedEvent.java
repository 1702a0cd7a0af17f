package io.anivia.fakes;

import java.math.BigDecimal;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One event as Splunk indexed it.
 *
 * @param time epoch seconds with every digit that was sent; {@code null} if none was sent
 * @param index the one asked for; {@code null} for the token's default
 * @param event whatever the envelope's {@code event} held; for the raw endpoint a line of text
 * @param fields the indexed fields; empty if there were none
 * @param token the token it came with
 */
public record IndexedEvent(@Nullable BigDecimal time, @Nullable String host, @Nullable String source,
        @Nullable String sourcetype, @Nullable String index, JsonNode event, ObjectNode fields, String token) {

    /** {@code fields.id}, by which a search recognizes repetitions. */
    public Optional<String> id() {
        return Optional.ofNullable(fields.get("id")).map(JsonNode::asText);
    }
}
