package io.anivia.source.format;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonToken;
import io.anivia.source.format.FormBody.FormField;
import io.anivia.source.format.RawJson.JsonSlice;
import org.jspecify.annotations.Nullable;

/**
 * {@code hec}: what is sent to Splunk's <a
 * href="https://docs.splunk.com/Documentation/Splunk/latest/Data/FormateventsforHTTPEventCollector">HTTP Event
 * Collector</a>: records one after the other, or in an array. Each becomes its event, with the record's {@code time}
 * and a member {@code hec} that has {@code host}, {@code source}, {@code sourcetype}, {@code index} and {@code fields}.
 * A path that ends in {@code /raw} has lines of text and the same from the query.
 *
 * <p>What is not a record is passed on as it is, and with it all that follows where the JSON is broken, so that it is
 * rejected with the reason, and its neighbours are not.
 */
final class HecDecoder implements Decoder {

    private static final String MESSAGE = "message";
    private static final List<String> META = List.of("host", "source", "sourcetype", "index");
    private static final Set<String> READ = Set.of("event", "time", "fields", "host", "source", "sourcetype", "index");
    private static final Pattern RAW = Pattern.compile("/raw(/1\\.0)?/?$");
    private static final String METRIC_NAME = "metric_name";
    private static final String METRIC_NAME_PREFIX = "metric_name:";
    private static final String METRIC_VALUE = "_value";

    /** The fields of a metric, as they were written. */
    private record Metrics(Map<String, JsonSlice> values, Map<String, JsonSlice> dimensions) {
    }

    @Override
    public ServiceFormat serviceFormat() {
        return ServiceFormat.HEC;
    }

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (RAW.matcher(input.path()).find()) {
            return FormBody.isBlank(body) ? body : LinesDecoder.decode(body, MESSAGE, meta(input), input.maxBytes());
        }
        BoundedBuffer out = new BoundedBuffer(Math.min(body.length, input.maxBytes()), input.maxBytes());
        // Where the text begins that has not been dealt with.
        int from = 0;
        boolean isHec = false;
        try (RawJson json = new RawJson(body, 0, body.length)) {
            for (JsonToken token = json.next(); token != null; token = json.next()) {
                if (token == JsonToken.START_ARRAY || token == JsonToken.END_ARRAY) {
                    // An array has records as the text itself has; one within another is no more than that.
                    continue;
                }
                from = json.start();
                JsonSlice value = json.slice();
                isHec |= value.isObject();
                writeRecord(value, out);
                from = value.to();
            }
        } catch (UndecodableException e) {
            throw e;
        } catch (IOException e) {
            if (!isHec) {
                return body;
            }
            out.write(body, from, body.length - from);
        }
        return isHec ? out.toByteArray() : body;
    }

    /** The members of the query, as JSON with a comma before; empty if there are none. */
    private static String meta(Input input) throws UndecodableException {
        List<FormField> query = FormBody.query(input);
        Map<String, String> meta = new LinkedHashMap<>();
        for (FormField field : query == null ? List.<FormField>of() : query) {
            if (META.contains(field.name())) {
                meta.putIfAbsent(field.name(), field.text());
            }
        }
        if (meta.isEmpty()) {
            return "";
        }
        BoundedBuffer out = new BoundedBuffer(0, input.maxBytes());
        out.writeAscii(",\"hec\":");
        RawObject hec = new RawObject(out);
        for (Map.Entry<String, String> member : meta.entrySet()) {
            hec.member(member.getKey(), member.getValue());
        }
        hec.end();
        return new String(out.toByteArray(), StandardCharsets.UTF_8);
    }

    private static void writeRecord(JsonSlice value, BoundedBuffer out) throws IOException {
        Map<String, JsonSlice> members = value.isObject() ? recordMembers(value) : new LinkedHashMap<>();
        JsonSlice event = members.remove("event");
        if (event == null) {
            value.copyTo(out);
            out.write('\n');
            return;
        }
        JsonSlice time = members.remove("time");
        RawObject object = new RawObject(out);
        Metrics metrics = event.isText("\"metric\"") ? metrics(members.get("fields")) : null;
        if (metrics != null) {
            members.remove("fields");
            object.member("type", "metric");
            writeMembers("metrics", metrics.values(), object);
            writeMembers("dimensions", metrics.dimensions(), object);
        } else if (event.isObject()) {
            object.members(event);
        } else {
            object.member(MESSAGE, event);
        }
        if (time != null) {
            object.member("time", time);
        }
        if (!members.isEmpty()) {
            writeMembers("hec", members, object);
        }
        object.end();
        out.write('\n');
    }

    private static void writeMembers(String name, Map<String, JsonSlice> members, RawObject object)
            throws UndecodableException {
        RawObject inner = new RawObject(object.member(name));
        for (Map.Entry<String, JsonSlice> member : members.entrySet()) {
            inner.member(member.getKey(), member.getValue());
        }
        inner.end();
    }

    /** What a record is made of; what is {@code null} is not there. */
    private static Map<String, JsonSlice> recordMembers(JsonSlice record) throws IOException {
        Map<String, JsonSlice> members = new LinkedHashMap<>();
        try (RawJson json = new RawJson(record)) {
            json.next();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.next();
                JsonSlice value = json.slice();
                if (READ.contains(name) && token != JsonToken.VALUE_NULL) {
                    members.put(name, value);
                }
            }
        }
        return members;
    }

    /**
     * A metric's numbers by their names, each in a field of its own or one in the two fields of the older form, and the
     * other fields; {@code null} if there is no number.
     */
    private static @Nullable Metrics metrics(@Nullable JsonSlice fields) throws IOException {
        if (fields == null || !fields.isObject()) {
            return null;
        }
        Map<String, JsonSlice> values = new LinkedHashMap<>();
        Map<String, JsonSlice> dimensions = new LinkedHashMap<>();
        String olderName = null;
        try (RawJson json = new RawJson(fields)) {
            json.next();
            for (String name = json.nextName(); name != null; name = json.nextName()) {
                JsonToken token = json.next();
                if (name.equals(METRIC_NAME) && token == JsonToken.VALUE_STRING) {
                    olderName = json.string();
                }
                JsonSlice value = json.slice();
                if (name.startsWith(METRIC_NAME_PREFIX)) {
                    values.put(name.substring(METRIC_NAME_PREFIX.length()), value);
                } else {
                    dimensions.put(name, value);
                }
                if (values.size() + dimensions.size() > FormBody.MAX_FIELDS) {
                    throw new UndecodableException("a metric of more than " + FormBody.MAX_FIELDS + " fields");
                }
            }
        }
        JsonSlice olderValue = olderName == null ? null : dimensions.remove(METRIC_VALUE);
        if (olderName != null && olderValue != null) {
            dimensions.remove(METRIC_NAME);
            values.put(olderName, olderValue);
        }
        return values.isEmpty() ? null : new Metrics(values, dimensions);
    }
}
