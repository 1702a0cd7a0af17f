package io.anivia.ops.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.anivia.common.SecretMask;
import io.anivia.contract.EventJson;
import io.anivia.destination.Destination;
import io.anivia.destination.delivery.DeliveryTrial.TriedEvent;
import io.anivia.destination.http.HttpRecorder.RecordedExchange;
import io.anivia.prospector.PayloadTrial.ReadPayload;
import org.jspecify.annotations.Nullable;

/** Runs tests of route files and says where the outcome is not the expected one. For one thread. */
final class RouteTestRun {

    /** When payloads are received, unless a test says otherwise. */
    private static final String AT = "2026-01-01T00:00:00Z";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final TestedRoutes camel;
    private final RequestLog log;

    RouteTestRun(TestedRoutes camel, RequestLog log) {
        this.camel = camel;
        this.log = log;
    }

    /** The differences between what a test expects and what came of it; empty if it passes. */
    List<String> run(RouteTestFile file, JsonNode test) {
        List<String> differences = new ArrayList<>();
        try {
            if (file.isOfSource()) {
                source(file.subject(), test, differences);
            } else {
                destination(file.subject(), test, differences);
            }
        } catch (Exception e) {
            differences.add("it broke off: " + e);
        }
        return differences;
    }

    private void source(String source, JsonNode test, List<String> differences) throws Exception {
        JsonNode payload = test.path("payload");
        byte[] bytes = payload.isTextual() ? payload.textValue().getBytes(UTF_8) : JSON.writeValueAsBytes(payload);
        ReadPayload read = camel.payloads().read(source, bytes, test.path("contentType").asText("application/json"),
                Instant.parse(test.path("at").asText(AT)), test.has("request") ? test.get("request").toString() : null);
        ArrayNode events = JSON.createArrayNode();
        for (byte[] event : read.events()) {
            events.add(JSON.readTree(event));
        }
        counted("events", test.path("becomes"), events.size(), differences);
        for (int i = 0; i < Math.min(test.path("becomes").size(), events.size()); i++) {
            prefixed("event " + (i + 1) + ": ", JsonDifference.of(test.path("becomes").get(i), events.get(i), false),
                    differences);
        }
        same("filtered", test.path("filtered").asInt(0), read.filtered(), differences);
        texts("rejected", test.path("rejected"), read.rejected(), differences);
    }

    private void destination(String name, JsonNode test, List<String> differences) throws IOException {
        Destination destination = camel.destinations().find(name).orElse(null);
        if (destination == null) {
            differences.add("there is no destination '" + name + "' among " + camel.destinations().names()
                    + ": give it what its precondition needs under 'settings'");
            return;
        }
        List<ScriptedAnswer> answers = new ArrayList<>();
        test.path("answers").forEach(answer -> answers.add(ScriptedAnswer.parse(answer.asText())));
        log.reset(answers, ScriptedAnswer.SUCCESS);
        List<byte[]> accepted = new ArrayList<>();
        for (JsonNode event : test.path("events")) {
            byte[] json = JSON.writeValueAsBytes(event);
            if (destination.accepts(EventJson.read(json))) {
                accepted.add(json);
            }
        }
        same("filtered", test.path("filtered").asInt(0), test.path("events").size() - accepted.size(), differences);
        List<TriedEvent> tried = camel.destinations().trial(name, TIMEOUT).orElseThrow().deliver(accepted);
        requests(test.path("requests"), log.requests(), differences);
        lines(test.path("lines"), camel.takeWritten(), differences);
        fates(test.path("then"), tried, differences);
    }

    private static void requests(JsonNode expected, List<RecordedExchange> actual, List<String> differences)
            throws IOException {
        counted("requests", expected, actual.size(), differences);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            List<String> ofOne = new ArrayList<>();
            request(expected.get(i), actual.get(i), ofOne);
            prefixed("request " + (i + 1) + ": ", ofOne, differences);
        }
    }

    private static void request(JsonNode expected, RecordedExchange actual, List<String> differences)
            throws IOException {
        if (expected.has("method")) {
            same("method", expected.get("method").asText(), actual.method(), differences);
        }
        if (expected.has("path")) {
            same("path", expected.get("path").asText(), actual.target(), differences);
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(actual.headers());
        expected.path("headers").properties().forEach(header -> sameHeader(header.getKey(),
                header.getValue().asText(), headers.get(header.getKey()), differences));
        String body = RequestPrinter.body(actual);
        if (expected.has("json")) {
            differences.addAll(JsonDifference.of(expected.get("json"), json(body), expected.path("exact").asBoolean()));
        }
        if (expected.has("xml")) {
            differences.addAll(JsonDifference.of(XmlTree.of(expected.get("xml").asText()), XmlTree.of(body),
                    expected.path("exact").asBoolean()));
        }
        if (expected.has("form")) {
            differences.addAll(JsonDifference.of(expected.get("form"), form(body), expected.path("exact").asBoolean()));
        }
        if (expected.has("body")) {
            same("body", expected.get("body").asText(), body, differences);
        }
        expected.path("contains").forEach(part -> {
            if (!body.contains(part.asText())) {
                differences.add("body: expected to contain " + part + ", but it is '" + body + "'");
            }
        });
    }

    /** One value; of several behind each other, as Splunk takes them, an array. */
    private static JsonNode json(String body) throws IOException {
        try (MappingIterator<JsonNode> values = JSON.readerFor(JsonNode.class).readValues(body)) {
            List<JsonNode> all = values.readAll();
            return all.size() == 1 ? all.get(0) : JSON.valueToTree(all);
        }
    }

    private static ObjectNode form(String body) {
        ObjectNode form = JSON.createObjectNode();
        for (String field : body.split("&")) {
            String[] parts = field.split("=", 2);
            form.put(URLDecoder.decode(parts[0], UTF_8), parts.length == 1 ? "" : URLDecoder.decode(parts[1], UTF_8));
        }
        return form;
    }

    private static void lines(JsonNode expected, List<String> actual, List<String> differences) throws IOException {
        counted("lines", expected, actual.size(), differences);
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            prefixed("line " + (i + 1) + ": ", JsonDifference.of(expected.get(i), JSON.readTree(actual.get(i)), false),
                    differences);
        }
    }

    /** In the order in which they were settled; not there: all are delivered. */
    private static void fates(JsonNode expected, List<TriedEvent> actual, List<String> differences) {
        if (!expected.isMissingNode()) {
            counted("fates", expected, actual.size(), differences);
        }
        for (int i = 0; i < actual.size(); i++) {
            TriedEvent event = actual.get(i);
            String fate = event.fate().name().toLowerCase(Locale.ROOT);
            String wanted = expected.isMissingNode() ? "delivered" : expected.path(i).asText(fate);
            if (!wanted.equals(fate)) {
                differences.add("event " + (i + 1) + ": expected to be " + wanted + ", but it is " + fate
                        + because(event.failure()));
            }
        }
    }

    private static String because(@Nullable Exception failure) {
        return failure == null ? "" : ": " + failure.getMessage();
    }

    private static void texts(String what, JsonNode expected, List<String> actual, List<String> differences) {
        if (expected.size() != actual.size()) {
            same(what, expected.isMissingNode() ? List.of() : expected, actual, differences);
        }
        for (int i = 0; i < Math.min(expected.size(), actual.size()); i++) {
            if (!actual.get(i).contains(expected.get(i).asText())) {
                differences.add(what + " " + (i + 1) + ": expected " + expected.get(i) + ", but it is \""
                        + actual.get(i) + "\"");
            }
        }
    }

    private static void counted(String what, JsonNode expected, int actual, List<String> differences) {
        same("number of " + what, expected.size(), actual, differences);
    }

    /** A secret of the environment may have taken the place of the test's, and the output may be anywhere. */
    private static void sameHeader(String name, String expected, @Nullable String actual, List<String> differences) {
        if (actual == null) {
            differences.add("header " + name + ": expected " + expected + ", but it is not there");
        } else if (SecretMask.isSecret(name) && !actual.equals(expected)) {
            differences.add("header " + name + ": expected another value; neither is shown, since it is a secret");
        } else {
            same("header " + name, expected, actual, differences);
        }
    }

    private static void same(String what, Object expected, Object actual, List<String> differences) {
        if (!expected.equals(actual)) {
            differences.add(what + ": expected " + expected + ", but it is " + actual);
        }
    }

    private static void prefixed(String prefix, List<String> some, List<String> differences) {
        some.forEach(difference -> differences.add(prefix + difference));
    }
}
