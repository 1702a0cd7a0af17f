package io.anivia.ops.admin;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import io.anivia.common.CapturedLog;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.Test;

/**
 * Random events with marked values, destinations that quote them in every way, and then everything that the management
 * port answers to callers that may not see values: no marked value is in it, in no encoding. Calls are found by
 * themselves. What may be shown is not marked: names of members, {@code id}, {@code type} and {@code timestamp}.
 */
@QuarkusTest
@TestProfile(PrivacyIT.Leaks.class)
class PrivacyIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final long SEED = Long.getLong("anivia.privacy.seed", 20261128L);
    private static final int EVENTS = Integer.getInteger("anivia.privacy.events", 16);
    private static final List<String> DESTINATIONS =
            List.of("single", "batch", "down", "slow", "address", "io", "step", "accept");
    /** Every marked value has it, and a number of it has the digits. */
    private static final Pattern MARK = Pattern.compile("mrk[a-z0-9]{8}krm|73918\\d{5}", Pattern.CASE_INSENSITIVE);
    private static final Pattern BASE64 = Pattern.compile("[A-Za-z0-9+/]{16,}");
    private static final Pattern HEX = Pattern.compile("(?:[0-9a-fA-F]{2}){10,}");
    private static final List<String> STRANGE = List.of("", "\"", "\\", "<", "&", "\u00fc", "\ud83d\ude00", "\n", "\u202e",
            "%20", "'", "=", " ", "${body}", "\u0130", "/", "?", "#", "{", "]");

    /** Tokens, and destinations that quote what they get. */
    public static class Leaks implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>();
            overrides.put("anivia.broker.embedded.dir",
                    Path.of("target", "privacy-broker-" + System.nanoTime()).toString());
            overrides.put("anivia.routes.dir", "src/test/resources/privacy");
            overrides.put("quarkus.http.test-port", "0");
            overrides.put("quarkus.management.test-port", "0");
            overrides.put("anivia.admin.view-token", "screen=view-secret");
            overrides.put("anivia.admin.operate-token", "duty=operate-secret");
            overrides.put("anivia.admin.values-token", "glass=values-secret");
            return overrides;
        }

        @Override
        public List<TestResourceEntry> testResources() {
            return List.of(new TestResourceEntry(EchoServer.class));
        }
    }

    @TestHTTPResource(value = "/", management = true)
    URI management;
    @TestHTTPResource("/v1/events")
    URI events;
    @Inject
    AdminApi api;

    private final Random random = new Random(SEED);

    @Test
    void noValueReachesACallerWithoutTheRoleForIt() throws Exception {
        try (CapturedLog log = new CapturedLog()) {
            send();
            awaitFailures();
            Map<String, CompletableFuture<String>> taps = new LinkedHashMap<>();
            // Each of one destination whose events die: what is down fails so often that nothing else would be seen.
            for (String token : List.of("view-secret", "operate-secret", "values-secret")) {
                taps.put(token, CLIENT.sendAsync(request(HttpMethod.GET, "/admin/tap?seconds=60&limit=60&point=accepted"
                        + "&point=event&point=routed&point=failed&point=dead&point=delivered&destination="
                        + (token.startsWith("view") ? "single" : "step")
                        + (token.startsWith("values") ? "&values=true" : ""), token),
                        HttpResponse.BodyHandlers.ofString()).thenApply(HttpResponse::body));
            }
            await().atMost(SOON).until(() -> answer(HttpMethod.GET, "/q/metrics", null).contains("anivia_taps 3"));
            send();

            List<String> leaks = new ArrayList<>();
            for (String token : Arrays.asList("view-secret", "operate-secret", null)) {
                for (String path : paths()) {
                    look(leaks, HttpMethod.GET, path, token);
                }
            }
            for (String token : List.of("view-secret", "operate-secret")) {
                String lines = taps.get(token).get();
                assertThat(lines.contains("\"failed\"") && lines.contains("\"dead\"")).as(token).isTrue();
                found(lines).ifPresent(mark -> leaks.add("tap " + token + ": " + mark));
            }
            assertThat(found(taps.get("values-secret").get())).isPresent();
            for (AdminPaths.AdminPath call : api.paths().all()) {
                if (!call.method().equals(HttpMethod.GET)) {
                    look(leaks, call.method(), "/admin" + call.path().replace(":name", "batch")
                            .replaceAll(":[a-z]+", "none"), "operate-secret");
                }
            }
            log.records().stream().filter(line -> line.getLevel().intValue() >= Level.INFO.intValue())
                    .forEach(line -> found(text(line)).ifPresent(mark -> leaks.add("log " + line.getLoggerName() + ": "
                            + mark)));

            assertThat(leaks).as("seed %s", SEED).isEmpty();
        }
        for (String path : List.of("/admin/destinations/batch/dead/reasons?values=true", "/admin/rejected/export",
                "/admin/destinations/accept/dead/reasons?values=true", "/admin/destinations/step/dead/export",
                "/admin/destinations/single/dead/export", "/admin/fleet/destinations/single?values=true")) {
            assertThat(found(answer(HttpMethod.GET, path, "values-secret"))).as(path).isPresent();
        }
        JsonArray reasons = new JsonObject(answer(HttpMethod.GET, "/admin/destinations/accept/dead/reasons",
                "view-secret")).getJsonArray("reasons");
        assertThat(reasons).as("%s", reasons).hasSize(1);
    }

    private void look(List<String> leaks, HttpMethod method, String path, String token) throws Exception {
        String answer = answer(method, path, token);
        found(answer).ifPresent(mark -> leaks.add(method + " " + path + " " + token + ": " + mark));
    }

    /** Everything that can be read; what streams is read elsewhere. */
    private List<String> paths() {
        List<String> names = Stream.concat(DESTINATIONS.stream(), Stream.of("shadow")).toList();
        Stream<String> admin = api.paths().all().stream()
                .filter(call -> call.method().equals(HttpMethod.GET) && !call.path().equals("/tap"))
                .flatMap(call -> call.path().contains(":name")
                        ? names.stream().map(name -> call.path().replace(":name", name)) : Stream.of(call.path()))
                .map(path -> "/admin" + path.replaceAll(":[a-z]+", "none"));
        List<String> all = new ArrayList<>(admin.toList());
        assertThat(all).hasSizeGreaterThan(40);
        all.addAll(List.of("/q/metrics", "/q/health", "/q/health/live", "/q/health/ready", "/q/health/started", "/"));
        return all;
    }

    private void awaitFailures() throws Exception {
        for (String name : DESTINATIONS) {
            await().alias(name).atMost(SOON).untilAsserted(() -> {
                JsonObject book = new JsonObject(answer(HttpMethod.GET, "/admin/fleet/destinations/" + name,
                        "view-secret"));
                assertThat(book.encode()).matches(text -> name.equals("accept") || text.contains("\"words\""));
            });
        }
        for (String name : List.of("single", "batch", "step", "accept")) {
            await().alias(name).atMost(SOON).until(() -> new JsonObject(answer(HttpMethod.GET,
                    "/admin/destinations/" + name + "/dead", "view-secret")).getJsonArray("letters", new JsonArray())
                            .size() >= 5);
        }
        await().atMost(SOON).until(() -> answer(HttpMethod.GET, "/admin/rejected", "view-secret").contains("reason"));
    }

    private void send() throws IOException, InterruptedException {
        JsonArray batch = new JsonArray();
        for (int i = 0; i < EVENTS / 2; i++) {
            assertThat(post(event().encode(), "application/json")).isEqualTo(202);
            batch.add(event());
        }
        assertThat(post(new JsonObject().put("events", batch).encode(), "application/json")).isEqualTo(202);
        assertThat(post(event().encode() + "\n" + event().encode(), "application/x-ndjson")).isEqualTo(202);
        // What cannot be read, wholly or in part.
        for (String unreadable : List.of(mark(), "{\"a\":" + mark(), "{\"events\":[\"" + mark() + "\", {\"a\":1}]}",
                "[[\"" + mark() + "\"]]", "{\"events\":{\"a\":\"" + mark() + "\"}} " + mark(),
                "{\"timestamp\":{\"a\":\"" + mark() + "\"},\"secret\":\"" + mark() + "\"}")) {
            post(unreadable, "application/json");
        }
        JsonObject resource = new JsonObject().put("attributes", new JsonArray().add(new JsonObject()
                .put("key", "service.name").put("value", new JsonObject().put("stringValue", "shop\u0007\ud83d")))
                .add(new JsonObject().put("key", "user").put("value", new JsonObject().put("stringValue", mark()))));
        CLIENT.send(HttpRequest.newBuilder(events.resolve("/v1/logs")).header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(new JsonObject().put("resourceLogs", new JsonArray().add(
                        new JsonObject().put("resource", resource).put("scopeLogs", new JsonArray().add(new JsonObject()
                                .put("logRecords", new JsonArray().add(new JsonObject().put("severityNumber", 17)
                                        .put("body", new JsonObject().put("stringValue", mark())))))))).encode()))
                .build(), HttpResponse.BodyHandlers.discarding());
    }

    private JsonObject event() {
        JsonObject event = new JsonObject().put("type", "order").put("secret", mark());
        for (int i = random.nextInt(4); i >= 0; i--) {
            event.put("m" + random.nextInt(100), value(0));
        }
        return event;
    }

    private Object value(int depth) {
        return switch (depth > 3 ? 0 : random.nextInt(5)) {
            case 0 -> value();
            case 1 -> 73918_00000L + random.nextInt(100_000);
            case 2 -> new JsonObject().put("n" + random.nextInt(10), value(depth + 1)).put("id", value());
            case 3 -> new JsonArray().add(value(depth + 1)).add(value(depth + 1)).add(random.nextBoolean());
            default -> mark();
        };
    }

    private String value() {
        return strange() + mark() + strange() + (random.nextInt(8) == 0 ? mark().repeat(60) : "");
    }

    private String strange() {
        return STRANGE.get(random.nextInt(STRANGE.size()));
    }

    private String mark() {
        String letters = random.ints(8, 0, 36).mapToObj(i -> Character.toString(Character.forDigit(i, 36)))
                .collect(Collectors.joining());
        return "mrk" + letters + "krm";
    }

    private static Optional<String> found(String text) {
        String left = text;
        // What is in an encoding may be in another one.
        for (int round = 0; round < 2; round++) {
            Matcher mark = MARK.matcher(left);
            if (mark.find()) {
                return Optional.of(left.substring(Math.max(0, mark.start() - 200),
                        Math.min(left.length(), mark.end() + 100)));
            }
            left = decoded(left);
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        StringBuilder decoded = new StringBuilder();
        BASE64.matcher(text).results().map(match -> match.group()).forEach(run -> {
            for (int from = 0; from < 4; from++) {
                int length = (run.length() - from) / 4 * 4;
                decoded.append(new String(Base64.getDecoder().decode(run.substring(from, from + length)), UTF_8))
                        .append('\n');
            }
        });
        HEX.matcher(text).results().forEach(run -> decoded
                .append(new String(HexFormat.of().parseHex(run.group().toLowerCase(Locale.ROOT)), UTF_8)).append('\n'));
        return decoded.toString();
    }

    private static String text(LogRecord line) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        out.println(line.getMessage());
        if (line.getParameters() != null) {
            out.println(Arrays.toString(line.getParameters()));
        }
        if (line.getThrown() != null) {
            line.getThrown().printStackTrace(out);
        }
        return text.toString();
    }

    private int post(String body, String contentType) throws IOException, InterruptedException {
        return CLIENT.send(HttpRequest.newBuilder(events).header("Content-Type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String answer(HttpMethod method, String path, String token) throws IOException, InterruptedException {
        HttpResponse<String> response = CLIENT.send(request(method, path, token), HttpResponse.BodyHandlers.ofString());
        return response.body();
    }

    private HttpRequest request(HttpMethod method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(management.resolve(path)).timeout(SOON)
                .header("Content-Type", "application/json")
                .method(method.name(), method.equals(HttpMethod.GET) ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(path.endsWith("/discard") ? "{\"all\":true}" : "{}"));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request.build();
    }
}
