package io.anivia.ops;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import io.anivia.fakes.FakePartner;
import io.anivia.tap.Taps;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a live tap shows of events on their way through the whole program. */
@QuarkusTest
@TestProfile(TapIT.WithRoles.class)
class TapIT extends ProgramTestBase {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final FakePartner PARTNER = Partner.FAKE;
    private static final String[] ALL = {"Authorization", "Bearer everything-secret"};
    private static final String[] VIEW = {"Authorization", "Bearer looking-secret"};
    private static final String[] OPERATE = {"Authorization", "Bearer operating-secret"};

    /** One destination, and a token for each role. */
    public static class WithRoles extends PartnerProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
            overrides.put("anivia.admin.token", "everything-secret");
            overrides.put("anivia.admin.view-token", "looking-secret");
            overrides.put("anivia.admin.operate-token", "operating-secret");
            overrides.put("anivia.tap.stall-timeout", "2s");
            overrides.put("anivia.tap.rate", "100000");
            return overrides;
        }
    }

    private final String run = UUID.randomUUID().toString().substring(0, 8);

    @AfterEach
    void heal() {
        PARTNER.heal().refuseNothing().forget();
        await().atMost(SOON).until(() -> Taps.count() == 0);
    }

    @Test
    void showsEachPointOfTheWayWithoutValues() throws Exception {
        PARTNER.statusFor(422, run + "-bad");
        try (TapLines tap = new TapLines(management,
                "point=accepted&point=event&point=routed&point=delivered&point=failed&point=dead", VIEW)) {
            accepted("[{\"id\":\"" + run + "-good\",\"type\":\"order\",\"card\":\"4111\",\"user\":{\"email\":\"jane@x\"}},"
                    + "{\"id\":\"" + run + "-bad\",\"card\":\"4111\"}]");

            await().atMost(SOON).untilAsserted(() -> assertThat(points(tap)).contains("accepted", "event " + run + "-good",
                    "event " + run + "-bad", "routed " + run + "-good", "routed " + run + "-bad",
                    "delivered " + run + "-good", "failed " + run + "-bad", "dead " + run + "-bad"));
            assertThat(tap.all().toString()).doesNotContain("4111").doesNotContain("jane").doesNotContain("127.0.0.1");
            JsonNode good = line(tap, "delivered");
            assertThat(good.get("type").asText()).isEqualTo("order");
            assertThat(good.get("source").asText()).isEqualTo("events");
            assertThat(good.get("destination").asText()).isEqualTo("partner");
            assertThat(good.at("/event/user/email").asText()).isEqualTo("string");
            assertThat(line(tap, "failed").get("answer").asText()).contains("422");
            assertThat(line(tap, "dead").get("answer").asText()).contains("422");
            assertThat(line(tap, "accepted").at("/event/bytes").asInt()).isGreaterThan(80);
            assertThat(line(tap, "accepted").get("id").asText()).hasSize(36);
        }
    }

    @Test
    void showsValuesToThoseThatMaySeeThem() throws Exception {
        try (TapLines tap = new TapLines(management, "point=routed&values=true&where=card%3D12.970&limit=1", ALL)) {
            accepted("[{\"id\":\"" + run + "-1\",\"card\":1},{\"id\":\"" + run + "-2\",\"card\":12.970,\"password\":\"p\"}]");

            await().atMost(SOON).untilAsserted(() -> assertThat(tap.all()).last()
                    .satisfies(end -> assertThat(end.get("end").asText()).isEqualTo("limit")));
            assertThat(tap.shown()).singleElement().satisfies(line -> {
                assertThat(line.at("/event/id").asText()).isEqualTo(run + "-2");
                assertThat(line.at("/event/card").asText()).isEqualTo("12.97");
                assertThat(line.at("/event/password").asText()).isEqualTo("***");
            });
        }
    }

    @Test
    void refusesWhatTheRolesDoNotAllowAndWhatIsNoTap() throws Exception {
        assertThat(new Admin(management).get("tap").status()).isEqualTo(401);
        for (String[] token : List.of(VIEW, OPERATE)) {
            Admin admin = new Admin(management, token);
            assertThat(admin.get("tap?values=true").status()).isEqualTo(403);
            assertThat(admin.get("tap?where=user.email~a").status()).as("tells values by what it lets through")
                    .isEqualTo(403);
        }
        Admin admin = new Admin(management, ALL);
        assertThat(admin.get("tap?point=nowhere").status()).isEqualTo(400);
        assertThat(admin.get("tap?where=x").status()).isEqualTo(400);
        assertThat(admin.get("tap?seconds=0").status()).isEqualTo(400);
        assertThat(admin.get("tap?limit=1000000").status()).isEqualTo(400);
        assertThat(new Admin(management, VIEW).get("tap?seconds=1&where=id%3Dnone").response().body())
                .contains("\"end\":\"time\"");
    }

    @Test
    void aThousandTapsAreNotOpenedAndThoseThatEndMakeRoom() throws Exception {
        List<TapLines> open = new ArrayList<>();
        try {
            for (int i = 0; i < 10; i++) {
                open.add(new TapLines(management, "point=dead", VIEW));
            }
            Admin admin = new Admin(management, VIEW);
            for (int i = 0; i < 990; i++) {
                assertThat(admin.get("tap").status()).isEqualTo(429);
            }
        } finally {
            for (TapLines each : open) {
                each.close();
            }
        }
        await().atMost(SOON).until(() -> Taps.count() == 0);
        new TapLines(management, "point=dead&seconds=1", VIEW).close();
    }

    @Test
    void aReaderThatNeverReadsLosesItsConnectionAndNothingWaitsForIt() throws Exception {
        String events = IntStream.range(0, 20).mapToObj(i -> "{\"text\":\"" + "x".repeat(40_000) + "\"}")
                .collect(Collectors.joining(",", "[", "]"));
        try (Socket reader = new Socket()) {
            reader.setReceiveBufferSize(4096);
            reader.connect(new InetSocketAddress(management.getHost(), management.getPort()));
            reader.getOutputStream().write(("GET /admin/tap?point=event&values=true&limit=10000 HTTP/1.1\r\n"
                    + "Host: localhost\r\nAuthorization: Bearer everything-secret\r\n\r\n").getBytes(US_ASCII));
            await().atMost(SOON).until(() -> Taps.count() == 1);

            for (int i = 0; i < 20; i++) {
                accepted(events);
            }

            await().atMost(SOON).until(() -> Taps.count() == 0);
            await().atMost(SOON).until(() -> PARTNER.deliveredCount() >= 400);
        }
    }

    private List<String> points(TapLines tap) {
        return tap.shown().stream().map(line -> line.get("point").asText()
                + (line.get("point").asText().equals("accepted") ? "" : " " + line.get("id").asText())).toList();
    }

    private static JsonNode line(TapLines tap, String point) {
        return tap.shown().stream().filter(line -> line.get("point").asText().equals(point)).findFirst().orElseThrow();
    }
}
