package io.anivia.fakes;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * One hit as Adobe took it.
 *
 * @param fields by tag name, in any case; context data under {@code contextData.<key>}; what {@code linkType} clears
 *        is not there
 * @param timestamp {@code null} if none was sent
 */
public record Hit(Map<String, String> fields, @Nullable Instant timestamp) {

    static final String CONTEXT_DATA = "contextData.";

    /** The value of a tag, in any case. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The value of a context data variable, such as {@code anivia.id}. */
    public Optional<String> contextData(String key) {
        return field(CONTEXT_DATA + key);
    }

    /** The visitor: the first of the three identifications that is there. */
    public String visitor() {
        return field("visitorID").or(() -> field("marketingCloudVisitorID")).or(() -> field("IPaddress")).orElse("");
    }
}
