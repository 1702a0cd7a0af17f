package io.anivia.ops;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.FakePartner.Delivery;
import io.anivia.ops.Admin.Answer;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Files that change while events come in all the time. */
@QuarkusTest
@TestProfile(ReloadProfile.class)
class ReloadIT extends ProgramTestBase {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @BeforeEach
    void asAtTheStart() throws Exception {
        Files.deleteIfExists(ReloadProfile.DECORATION);
        for (Path directory : List.of(ReloadProfile.DESTINATIONS, ReloadProfile.SOURCES, ReloadProfile.SCHEMAS)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    Files.delete(file);
                }
            }
        }
        write("always", ReloadProfile.destination("always", "true", "1"));
        write("partner", ReloadProfile.destination("partner", "true", "1"));
        Files.copy(Path.of("routes/sources/events.camel.yaml"),
                ReloadProfile.SOURCES.resolve("events.camel.yaml"));
        reload();
    }

    @Test
    void nothingHasChanged() throws Exception {
        Answer answer = reload();

        assertThat(answer.body().get("changed")).isEmpty();
        assertThat(answer.body().get("added")).isEmpty();
        assertThat(answer.body().get("removed")).isEmpty();
        assertThat(names(answer, "unchanged")).containsExactlyInAnyOrder("events.camel.yaml", "always.camel.yaml",
                "partner.camel.yaml");
    }

    @Test
    void aChangedDestinationIsReplacedAndGetsEveryEvent() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            for (int version = 2; version < 7; version++) {
                posts.awaitMore(20);
                write("partner", ReloadProfile.destination("partner", "true", "v" + version));

                Answer answer = reload();

                assertThat(names(answer, "changed")).containsExactly("partner.camel.yaml");
                assertThat(names(answer, "unchanged")).containsExactly("events.camel.yaml", "always.camel.yaml");
            }
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            assertEachDelivered("partner", posts.accepted());
            assertThat(versions("partner", posts.accepted())).contains("1", "v6");
            assertThat(versions("always", posts.accepted())).containsExactly("1");
        }
    }

    @Test
    void aDestinationIsAddedAndRemoved() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            posts.awaitMore(20);
            write("late", ReloadProfile.destination("late", "true", "1"));
            Answer added = reload();
            assertThat(names(added, "added")).containsExactly("late.camel.yaml");
            Set<String> before = posts.accepted();
            posts.awaitMore(50);
            Set<String> between = posts.accepted();
            between.removeAll(before);
            // What is under way now may be either here or there.
            assertEachDelivered("late", between);

            Files.delete(ReloadProfile.DESTINATIONS.resolve("late.camel.yaml"));
            Answer removed = reload();
            assertThat(names(removed, "removed")).containsExactly("late.camel.yaml");
            assertThat(removed.body().get("leftInQueues").has("late")).isTrue();
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            assertEachDelivered("partner", posts.accepted());
            assertThat(admin().get("destinations/late").status()).isEqualTo(404);
        }
    }

    @Test
    void aShadowIsShownLiveEventsAndSendsNone() throws Exception {
        write("next", shadow("next"));
        write("templated", """
                - templatedRoute:
                    routeId: templated
                    routeTemplateRef: http-json-array
                    parameters:
                      - {name: name, value: templated}
                      - {name: url, value: "{{partner.url}}/templated"}
                      - {name: mode, value: shadow}
                """);
        try (SteadyPosts posts = new SteadyPosts(events)) {
            assertThat(names(reload(), "added")).containsExactly("next.camel.yaml", "templated.camel.yaml");
            posts.awaitMore(30);
            await().atMost(SOON).until(() -> admin().get("destinations/next/shadow").body().get("requests").size() == 20
                    && admin().get("destinations/templated/shadow").body().get("shadowed").asInt() > 0);

            JsonNode shown = admin().get("destinations/next/shadow").body();
            assertThat(shown.at("/requests/0/request/url").asText()).matches("http://127.0.0.1:\\d+/…");
            assertThat(shown.at("/requests/0/request/body/id").asText()).isEqualTo("string");
            assertThat(admin().get("destinations/next/shadow?values=true").body().at("/requests/0/request/body").asText())
                    .contains("\"id\":\"");
            assertThat(admin().get("shadows").body().get("shadows").valueStream().map(JsonNode::asText))
                    .containsExactly("next", "templated");
            assertThat(admin().get("destinations").body().valueStream().map(each -> each.get("name").asText()))
                    .containsExactly("always", "partner");
            assertThat(operations("metrics").body()).contains("anivia_events_shadowed_total{destination=\"next\"}")
                    .doesNotContain("anivia_events_delivered_total{destination=\"next\"}");

            write("partner", shadow("partner"));
            Answer withdrawn = reload();
            assertThat(withdrawn.body().get("leftInQueues").has("partner")).isTrue();
            Set<String> before = posts.accepted();
            posts.awaitMore(20);
            Set<String> between = posts.accepted();
            between.removeAll(before);
            assertEachDelivered("always", between);
            write("partner", ReloadProfile.destination("partner", "true", "2"));
            Files.delete(ReloadProfile.DESTINATIONS.resolve("next.camel.yaml"));
            reload();
            Set<String> live = posts.accepted();
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            Set<String> after = posts.accepted();
            after.removeAll(live);
            assertEachDelivered("partner", after);
            assertThat(deliveries("next", posts.accepted())).isEmpty();
            assertThat(deliveries("templated", posts.accepted())).isEmpty();
            assertThat(admin().get("destinations/next/shadow").status()).isEqualTo(404);
        }
    }

    private static String shadow(String name) {
        return ReloadProfile.destination(name, "true", "next").replace("backoff:", "mode: shadow\n        backoff:");
    }

    @Test
    void aChangedFileWhoseTestFailsIsNotReloaded() throws Exception {
        Path test = ReloadProfile.DESTINATIONS.resolve("partner.test.yaml");
        Files.writeString(test, """
                settings:
                  partner.url: http://partner.example.com
                tests:
                  - name: the version
                    events: [{id: e1, type: a}]
                    requests:
                      - path: /partner
                        headers: {X-Version: "2", Host: partner.example.com}
                        json: {id: e1}
                """);
        write("partner", ReloadProfile.destination("partner", "true", "3"));

        Answer refused = admin().post("reload", "{}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body().get("problems").valueStream().map(JsonNode::asText)).singleElement().asString()
                .contains("partner.test.yaml: the version: request 1: header X-Version: expected 2, but it is 3");
        accepted("{\"id\":\"not-reloaded\"}");
        assertEachDelivered("partner", Set.of("not-reloaded"));
        assertThat(versions("partner", Set.of("not-reloaded"))).containsExactly("1");
        write("partner", ReloadProfile.destination("partner", "true", "2"));
        assertThat(names(reload(), "changed")).containsExactly("partner.camel.yaml");

        write("partner", ReloadProfile.destination("partner", "true", "2").replace("- marshal:\n            json: {}",
                "- delay:\n            constant: 60000"));
        assertThat(admin().post("reload", "{}").response().body()).contains("have not ended within 5 s");
    }

    @Test
    void testsOfSourcesGoThroughTheChangedStepsForAll() throws Exception {
        Files.writeString(ReloadProfile.SOURCES.resolve("events.test.yaml"), """
                tests:
                  - name: decorated
                    payload: {id: e1}
                    becomes:
                      - {id: e1, decorated: v1}
                """);
        Files.writeString(ReloadProfile.DECORATION, ReloadProfile.decoration("v2"));
        assertThat(admin().post("reload", "{}").response().body())
                .contains("events.test.yaml: decorated: event 1: ", "v1", "v2");

        Files.writeString(ReloadProfile.DECORATION, ReloadProfile.decoration("v1"));
        assertThat(names(reload(), "added")).containsExactly("decorate.camel.yaml");
    }

    @Test
    void aBrokenFileChangesNothingAndIsReported() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            List<String> broken = List.of(
                    "- route:\n    id: [",
                    ReloadProfile.destination("partner", "true", "2").replace("backoff:", "backof:"),
                    ReloadProfile.destination("partner", "true", "2").replace("partner.url", "partner.uri"),
                    ReloadProfile.destination("always", "true", "2"),
                    ReloadProfile.destination("partner", "true", "2").replace("50ms,200ms", "1h,1s"));
            for (String text : broken) {
                posts.awaitMore(5);
                write("partner", text);
                write("always", ReloadProfile.destination("always", "true", "2"));

                Answer answer = admin().post("reload", "{}");

                assertThat(answer.status()).as(answer.response().body()).isEqualTo(422);
                assertThat(answer.body().get("problems")).as(text).isNotEmpty().allSatisfy(
                        problem -> assertThat(problem.asText()).containsPattern("\\.camel\\.yaml:\\d+:\\d+: "));
                assertThat(operations("metrics").body()).contains("anivia_routes_differ 1.0");
                assertThat(check("ready", "route-files").get("status").asText()).isEqualTo("UP");
                assertThat(check("ready", "route-files").get("data").get("differ").asText()).contains(".camel.yaml");
            }
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            assertEachDelivered("partner", posts.accepted());
            assertThat(versions("partner", posts.accepted())).containsExactly("1");
            assertThat(versions("always", posts.accepted())).containsExactly("1");
            write("partner", ReloadProfile.destination("partner", "true", "1"));
            write("always", ReloadProfile.destination("always", "true", "1"));
            reload();
            assertThat(operations("metrics").body()).contains("anivia_routes_differ 0.0");
        }
    }

    @Test
    void aSourceIsReplacedWithoutARefusal() throws Exception {
        writeSource("taps", ReloadProfile.source("taps", "/taps", "v1"));
        reload();
        try (SteadyPosts posts = new SteadyPosts(events.resolve("/taps"))) {
            for (int version = 2; version < 7; version++) {
                posts.awaitMore(30);
                writeSource("taps", ReloadProfile.source("taps", "/taps", "v" + version));

                assertThat(names(reload(), "changed")).containsExactly("taps.camel.yaml");
            }
            posts.awaitMore(30);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            assertThat(deliveries("always", posts.accepted()).map(delivery -> delivery.body().get("type").asText())
                    .collect(toSet())).contains("v1", "v6");
            assertThat(deliveries("always", posts.accepted()).filter(delivery -> delivery.body().get("anivia")
                    .has("warnings"))).isEmpty();
        }
        Files.delete(ReloadProfile.SOURCES.resolve("taps.camel.yaml"));
        assertThat(names(reload(), "removed")).containsExactly("taps.camel.yaml");
        assertThat(statusOf("/taps")).isEqualTo(404);
    }

    /** Its endpoint is that of the former one then. */
    @Test
    void aSourceMayChangeInItsStepsOnly() throws Exception {
        String text = ReloadProfile.source("taps", "/taps", "v1");
        writeSource("taps", text);
        reload();
        try (SteadyPosts posts = new SteadyPosts(events.resolve("/taps"))) {
            for (int version = 2; version < 5; version++) {
                posts.awaitMore(20);
                writeSource("taps", text.replace("${body[id]}", version + " ${body[id]}"));

                assertThat(names(reload(), "changed")).containsExactly("taps.camel.yaml");
            }
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            assertThat(deliveries("always", posts.accepted())).noneMatch(delivery -> delivery.body().get("anivia")
                    .has("warnings"));
        }
    }

    @Test
    void twoSourcesMayExchangeTheirPaths() throws Exception {
        writeSource("one", ReloadProfile.source("one", "/x", "v1"));
        writeSource("two", ReloadProfile.source("two", "/y", "v1"));
        reload();
        try (SteadyPosts posts = new SteadyPosts(events.resolve("/x"))) {
            posts.awaitMore(10);
            writeSource("one", ReloadProfile.source("one", "/y", "v2"));
            writeSource("two", ReloadProfile.source("two", "/x", "v2"));

            assertThat(names(reload(), "changed")).containsExactly("one.camel.yaml", "two.camel.yaml");
            posts.awaitMore(10);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
        }
    }

    /** Its id is that of Prospector's own route, which is not there where files are checked. */
    @Test
    void whatRanBeforeIsPutBackIfANewRouteDoesNotStart() throws Exception {
        write("late", ReloadProfile.destination("late", "true", "1"));
        reload();
        try (SteadyPosts posts = new SteadyPosts(events)) {
            posts.awaitMore(20);
            Files.delete(ReloadProfile.DESTINATIONS.resolve("late.camel.yaml"));
            write("another", ReloadProfile.destination("another", "true", "1"));
            write("partner", ReloadProfile.destination("partner", "false", "2"));
            write("wrong", ReloadProfile.destination("wrong", "true", "1").replaceFirst("id: wrong", "id: prospector"));
            writeSource("taps", ReloadProfile.source("taps", "/taps", "v1"));

            Answer answer = admin().post("reload", "{}");

            assertThat(answer.status()).isEqualTo(422);
            assertThat(answer.body().get("problems").get(0).asText()).contains("wrong.camel.yaml:2:1: ", "prospector");
            assertThat(admin().get("destinations").body().valueStream().map(each -> each.get("name").asText()))
                    .containsExactlyInAnyOrder("always", "partner", "late");
            assertThat(statusOf("/taps")).isEqualTo(404);
            Set<String> before = posts.accepted();
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            for (String destination : List.of("always", "partner", "late")) {
                // Though partner's new file wants none of them.
                assertEachDelivered(destination, posts.accepted());
                Set<String> after = posts.accepted();
                after.removeAll(before);
                assertThat(versions(destination, after)).containsExactly("1");
            }
        }
        Files.delete(ReloadProfile.DESTINATIONS.resolve("wrong.camel.yaml"));
        assertThat(names(reload(), "added")).containsExactly("taps.camel.yaml", "another.camel.yaml");
        assertThat(operations("metrics").body()).contains("anivia_payloads_accepted_total{source=\"taps\"} 0.0",
                "anivia_events_total{source=\"taps\"} 0.0");
    }

    /** Its new file is renamed, too, so that one file is removed and another added. */
    @Test
    void theLastDestinationAndTheLastSourceAreNotTakenAway() throws Exception {
        Files.delete(ReloadProfile.DESTINATIONS.resolve("partner.camel.yaml"));
        Files.delete(ReloadProfile.DESTINATIONS.resolve("always.camel.yaml"));
        assertThat(admin().post("reload", "{}").response().body()).contains("no destination would be on");
        assertThat(admin().get("destinations").body()).hasSize(2);

        write("always", ReloadProfile.destination("always", "true", "1"));
        Files.delete(ReloadProfile.SOURCES.resolve("events.camel.yaml"));
        assertThat(admin().post("reload", "{}").response().body()).contains("there would be no source");
        assertThat(statusOf("/v1/events")).isEqualTo(202);
        assertThat(admin().get("destinations").body()).hasSize(2);
    }

    @Test
    void aDestinationMayMoveToAnotherFile() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            posts.awaitMore(20);
            Files.delete(ReloadProfile.DESTINATIONS.resolve("partner.camel.yaml"));
            write("renamed", ReloadProfile.destination("partner", "true", "2"));

            Answer answer = reload();

            assertThat(answer.body().get("leftInQueues")).isEmpty();
            posts.awaitMore(20);
            posts.stop();
            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("partner", posts.accepted());
            assertThat(versions("partner", posts.accepted())).contains("1", "2");
        }
    }

    @Test
    void aTemplateThatHasChangedChangesTheFilesThatUseIt() throws Exception {
        String template = "- routeTemplate:\n    id: mine\n    parameters:\n      - name: name\n    route:\n"
                + ReloadProfile.destination("{{name}}", "true", "1").lines().skip(1).filter(line -> !line.contains(" id: "))
                        .map(line -> "  " + line + "\n").reduce("", String::concat);
        write("a-template", template);
        write("late", "- templatedRoute:\n    routeId: late\n    routeTemplateRef: mine\n    parameters:\n"
                + "      - name: name\n        value: late\n");
        reload();
        write("a-template", template.replace("expression: \"1\"", "expression: \"2\""));

        assertThat(names(reload(), "changed")).containsExactly("a-template.camel.yaml", "late.camel.yaml");

        accepted("{\"id\":\"of-a-template\"}");
        assertEachDelivered("late", Set.of("of-a-template"));
        assertThat(versions("late", Set.of("of-a-template"))).containsExactly("2");
    }

    @Test
    void theStepsForAllEventsAreReplacedUnderWay() throws Exception {
        try (SteadyPosts posts = new SteadyPosts(events)) {
            for (String version : List.of("v1", "v2", "v3")) {
                posts.awaitMore(20);
                Files.writeString(ReloadProfile.DECORATION, ReloadProfile.decoration(version));
                Answer answer = reload();
                assertThat(Stream.concat(names(answer, "added").stream(), names(answer, "changed").stream()))
                        .containsExactly("decorate.camel.yaml");
            }
            Set<String> before = posts.accepted();
            posts.awaitMore(20);
            Files.writeString(ReloadProfile.DECORATION, ReloadProfile.decoration("v4").replace("decorated =", "id ="));
            assertThat(admin().post("reload", "{}").response().body())
                    .contains("decorate.camel.yaml:6:15: ", "'id' is no member that a step may change");
            write("wrong", ReloadProfile.destination("wrong", "true", "1").replaceFirst("id: wrong", "id: prospector"));
            Files.writeString(ReloadProfile.DECORATION, ReloadProfile.decoration("v5"));
            assertThat(admin().post("reload", "{}").status()).isEqualTo(422);
            posts.awaitMore(20);
            posts.stop();

            assertThat(posts.refused()).isEmpty();
            assertEachDelivered("always", posts.accepted());
            Set<String> after = posts.accepted();
            after.removeAll(before);
            assertThat(decorations(after)).containsExactly("v3");
        }
        Files.delete(ReloadProfile.DESTINATIONS.resolve("wrong.camel.yaml"));
        Files.delete(ReloadProfile.DECORATION);
        assertThat(names(reload(), "removed")).containsExactly("decorate.camel.yaml");
        accepted("{\"id\":\"not-decorated\"}");
        assertEachDelivered("always", Set.of("not-decorated"));
        assertThat(decorations(Set.of("not-decorated"))).containsExactly("");
    }

    @Test
    void schemasAreReplaced() throws Exception {
        Path schema = ReloadProfile.SCHEMAS.resolve("purchase.schema.json");
        Files.writeString(schema, "{\"x-anivia-mode\": \"mark\", \"required\": [\"price\"]}");
        assertThat(names(reload(), "changed")).containsExactly("purchase.schema.json");
        accepted("{\"id\":\"marked\",\"type\":\"purchase\"}");
        assertEachDelivered("always", Set.of("marked"));
        assertThat(deliveries("always", Set.of("marked")).findFirst().orElseThrow().body().at("/anivia/violations/0/rule")
                .asText()).isEqualTo("required");

        Files.writeString(schema, "{\"required\": 7}");
        Answer refused = admin().post("reload", "{}");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.response().body()).contains("purchase.schema.json", "/required");
    }

    @Test
    void aPausedDestinationStaysPaused() throws Exception {
        assertThat(admin().post("destinations/partner/pause", "{}").status()).isEqualTo(200);
        write("partner", ReloadProfile.destination("partner", "true", "2"));

        reload();

        // The new one asks the broker before it delivers.
        await().atMost(SOON).until(
                () -> admin().get("destinations/partner").body().get("state").asText().equals("paused"));
        assertThat(admin().post("destinations/partner/resume", "{}").body().get("state").asText())
                .isEqualTo("delivering");
    }

    private int statusOf(String path) throws Exception {
        return CLIENT.send(HttpRequest.newBuilder(events.resolve(path))
                .POST(HttpRequest.BodyPublishers.ofString("{}")).build(), BodyHandlers.discarding()).statusCode();
    }

    private static void write(String destination, String text) throws IOException {
        Files.writeString(ReloadProfile.DESTINATIONS.resolve(destination + ".camel.yaml"), text);
    }

    private static void writeSource(String source, String text) throws IOException {
        Files.writeString(ReloadProfile.SOURCES.resolve(source + ".camel.yaml"), text);
    }

    private Admin admin() {
        return new Admin(URI.create(management.resolve("/").toString()));
    }

    private Answer reload() throws Exception {
        Answer answer = admin().post("reload", "{}");
        assertThat(answer.status()).as(answer.response().body()).isEqualTo(200);
        return answer;
    }

    private static List<String> names(Answer answer, String of) {
        return answer.body().get(of).valueStream().map(file -> Path.of(file.asText()).getFileName().toString())
                .toList();
    }

    /** At least once, and no version of it has left one out. */
    private static void assertEachDelivered(String destination, Set<String> ids) {
        await().atMost(SOON).untilAsserted(() -> assertThat(deliveries(destination, ids)
                .map(delivery -> delivery.id().orElseThrow()).collect(toSet())).containsAll(ids));
    }

    private static Set<String> versions(String destination, Set<String> ids) {
        return deliveries(destination, ids).map(delivery -> delivery.request().header("X-Version").orElse(""))
                .collect(toSet());
    }

    private static Set<String> decorations(Set<String> ids) {
        return deliveries("always", ids).map(delivery -> delivery.body().path("decorated").asText()).collect(toSet());
    }

    private static Stream<Delivery> deliveries(String destination, Set<String> ids) {
        return Partner.FAKE.deliveries().stream()
                .filter(delivery -> delivery.request().path().equals("/hook/" + destination))
                .filter(delivery -> ids.contains(delivery.id().orElse("")));
    }
}
