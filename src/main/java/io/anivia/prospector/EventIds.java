package io.anivia.prospector;

import java.math.BigInteger;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Decides an event's id: the client's {@code id}, or {@code messageId} if it has none, if that is usable; else
 * {@code <receipt>-<index>}, which is the same after a redelivery.
 *
 * <p>The id of an integer is its digits. An id that is {@code null} or blank is none. An id of another type, with more
 * than 256 characters, or with control characters, line separators or half a surrogate pair, is not usable: ids travel
 * in headers and logs, where it would be cut, would break the line, or could not be written.
 */
final class EventIds {

    /**
     * @param id       the event's id
     * @param original the client's, if it is not usable; {@code null} if it is, or if there is none
     */
    record EventId(String id, @Nullable Object original) {
    }

    private static final int MAX_CHARACTERS = 256;

    private EventIds() {
    }

    /**
     * Decides the id of one event.
     *
     * @param members the event's own, before shared context is copied onto it
     * @param context shared context: an id in it cannot be that of every event, so it is only kept as the original
     */
    static EventId decide(Map<String, @Nullable Object> members, Map<String, @Nullable Object> context, String receipt,
            int index) {
        Object given = isNone(members.get("id")) ? members.get("messageId") : members.get("id");
        if (isNone(given)) {
            Object shared = context.get("id");
            return new EventId(receipt + "-" + index, isNone(shared) ? null : shared);
        }
        String id = text(given);
        return id == null ? new EventId(receipt + "-" + index, given) : new EventId(id, null);
    }

    private static boolean isNone(@Nullable Object value) {
        return value == null || (value instanceof String text && text.isBlank());
    }

    private static @Nullable String text(@Nullable Object given) {
        if (given instanceof String text) {
            return isUsable(text) ? text : null;
        }
        if (given instanceof Integer || given instanceof Long || given instanceof BigInteger) {
            String digits = given.toString();
            return isUsable(digits) ? digits : null;
        }
        return null;
    }

    private static boolean isUsable(String id) {
        int length = id.length();
        // A character takes at most two chars.
        if (length > 2 * MAX_CHARACTERS
                || (length > MAX_CHARACTERS && id.codePointCount(0, length) > MAX_CHARACTERS)) {
            return false;
        }
        return id.codePoints().noneMatch(EventIds::isUnusable);
    }

    private static boolean isUnusable(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.SURROGATE -> true;
            case Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}
