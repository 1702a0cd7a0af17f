package io.anivia.source.reading;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.FieldExpression;
import org.jspecify.annotations.Nullable;

/**
 * Where the events are in a record, which is an outermost JSON value of a payload. Immutable.
 *
 * @param outermost   the places below the record
 * @param isRecord    whether the record itself is an event if there are none below it
 * @param recordType  the type of such an event if it has none; {@code null} if it is not said
 * @param description the places below the record, for a message
 */
public record EventPlaces(EventPlace outermost, boolean isRecord, @Nullable String recordType, String description) {

    /** Each record is an event. */
    public static final EventPlaces RECORD = new EventPlaces(new EventPlace(""), true, null, "");

    private static final Pattern PLACE = Pattern.compile("(\\S+?)(?:\\s+as\\s+(\\S+))?");
    private static final String WHOLE = ".";

    static EventPlaces parse(String written) {
        EventPlace outermost = new EventPlace("");
        boolean isRecord = false;
        String recordType = null;
        List<String> names = new ArrayList<>();
        for (String part : FieldExpression.split(written)) {
            Matcher place = PLACE.matcher(part);
            if (!place.matches()) {
                throw new IllegalArgumentException(part.isEmpty() ? "a place is missing in \"" + written + "\""
                        : "'" + part + "' is no place: write a path, or a path as a type: batch as track");
            }
            String path = place.group(1);
            if (path.startsWith("$") || path.contains("[")) {
                throw new IllegalArgumentException("'" + path + "' is JSONPath: write names with dots between them,"
                        + " each leads into an object or into each member of an array");
            }
            if (!path.equals(WHOLE)) {
                outermost.add(path, place.group(2));
                names.add("'" + path + "'");
            } else if (isRecord) {
                throw new IllegalArgumentException("'.' is there twice");
            } else {
                isRecord = true;
                recordType = place.group(2);
            }
        }
        return new EventPlaces(outermost, isRecord, recordType,
                names.size() == 1 ? "no " + names.get(0)
                        : names.isEmpty() ? "" : "neither " + String.join(" nor ", names));
    }
}
