package io.anivia.prospector;

import java.math.BigInteger;

import org.jspecify.annotations.Nullable;

/**
 * Decides an event's id: the client's, if that is usable; else {@code <receipt>-<index>}, which is the same after a
 * redelivery.
 *
 * <p>The id of an integer is its digits. An id that is {@code null} or blank is none. An id of another type, with more
 * than 256 characters, or with control characters, line separators or half a surrogate pair, is not usable: ids travel
 * in headers and logs, where it would be cut, would break the line, or could not be written.
 */
final class EventIds {

    /**
     * @param id       the event's id
     * @param original the client's, if it is not usable, or a member {@code id} that is replaced by another; else
     *                 {@code null}
     */
    record EventId(String id, @Nullable Object original) {
    }

    private static final int MAX_CHARACTERS = 256;

    private EventIds() {
    }

    /**
     * Decides the id of one event.
     *
     * @param given  the client's, from where its source says that it is; {@code null} if there is none
     * @param own    the event's own member {@code id}, which is replaced
     * @param shared the {@code id} that the event would get from what is shared: it cannot be that of every event, so
     *               it is only kept as the original
     */
    static EventId decide(@Nullable Object given, @Nullable Object own, @Nullable Object shared, String receipt,
            int index) {
        if (isNone(given)) {
            Object replaced = isNone(own) ? shared : own;
            return new EventId(receipt + "-" + index, isNone(replaced) ? null : replaced);
        }
        String id = text(given);
        if (id == null) {
            return new EventId(receipt + "-" + index, given);
        }
        return new EventId(id, own == null || isNone(own) || own.equals(given) ? null : own);
    }

    /** Whether a value is no id at all, so that another place is looked at. */
    static boolean isNone(@Nullable Object value) {
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
