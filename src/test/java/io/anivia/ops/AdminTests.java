package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.broker.Broker;
import io.anivia.broker.browse.QueueBrowser;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.broker.publish.Publisher;
import io.anivia.broker.publish.PublisherLimits;
import io.anivia.contract.FailureHeaders;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a person does with dead letters and rejected payloads; the same for each broker. */
abstract class AdminTests extends ProgramTestBase {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String REJECTED_TOTAL = "anivia_payloads_rejected_total{source=\"events\"}";
    private static final String DEAD = "destinations/partner/dead";
    private static final FakePartner PARTNER = Partner.FAKE;
    private static final FakePartner OTHER = OtherPartner.FAKE;

    @Inject
    Broker broker;

    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private Admin admin;

    @BeforeEach
    void clean() throws Exception {
        admin = new Admin(management);
        PARTNER.heal().refuseNothing().forget();
        OTHER.heal().refuseNothing().forget();
        await().atMost(SOON).untilAsserted(() -> {
            assertThat(admin.get(DEAD)).extracting(Admin.Answer::status).isEqualTo(200);
            assertThat(admin.get("rejected")).extracting(Admin.Answer::status).isEqualTo(200);
        });
        // Fifty refusals in a row, of several tests, would suspend it; and what they left is dealt with behind this.
        accepted("{\"id\": \"first-" + run + "\"}");
        await().atMost(SOON).until(() -> PARTNER.timesDelivered("first-" + run) == 1
                && OTHER.timesDelivered("first-" + run) == 1);
        PARTNER.forget();
        OTHER.forget();
        for (String queue : List.of(DEAD, "destinations/other/dead", "rejected")) {
            discardAll(queue);
        }
    }

    /** A call discards no more than it may look at. */
    private void discardAll(String queue) throws Exception {
        JsonNode discarded;
        do {
            JsonNode again = admin.post(queue + "/discard", "{\"all\": true}").body().get("again");
            Admin.Answer answer = admin.post(queue + "/discard", again.toString());
            assertThat(answer.status()).isEqualTo(200);
            discarded = answer.body();
        } while (discarded.get("queued").asInt() > discarded.get("discarded").asInt());
    }

    @Test
    void whatThePartnerRefusedArrivesOnceItIsMendedAndNothingElseDoes() throws Exception {
        PARTNER.statusFor(422, id(2), id(7)).statusFor(413, id(5));
        post(10);
        awaitDead(3);
        double replayedBefore = metric("anivia_events_replayed_total{destination=\"partner\"}");

        JsonNode list = admin.get(DEAD).body();
        assertThat(list.get("complete").asBoolean()).isTrue();
        assertThat(ids(list)).containsExactlyInAnyOrder(id(2), id(5), id(7));
        JsonNode first = list.get("letters").get(0);
        assertThat(first.get("reason").asText()).contains("422");
        assertThat(first.get("stage").asText()).isEqualTo("delivery");
        assertThat(first.get("attempts").asInt()).isEqualTo(1);
        assertThat(first.get("failedAt").asText()).endsWith("Z");
        assertThat(first.get("excerpt").get("card").asText()).isEqualTo("string");
        assertThat(list.toString()).doesNotContain("4111").doesNotContain("127.0.0.1");

        JsonNode reasons = admin.get(DEAD + "/reasons").body().get("reasons");
        assertThat(reasons).hasSize(2);
        assertThat(reasons.get(0).get("count").asInt()).isEqualTo(2);
        assertThat(reasons.get(1).get("count").asInt()).isEqualTo(1);
        String reason422 = reasons.get(0).get("reason").asText();

        PARTNER.refuseNothing();
        assertThat(replayed(DEAD, "{\"ids\": [\"" + id(7) + "\"]}")).isEqualTo(1);
        await().atMost(SOON).until(() -> PARTNER.timesDelivered(id(7)) == 1);
        assertThat(ids(admin.get(DEAD).body())).containsExactlyInAnyOrder(id(2), id(5));
        assertThat(replayed(DEAD, JSON.writeValueAsString(Map.of("reason", reason422)))).isEqualTo(1);
        assertThat(ids(admin.get(DEAD + "?reason=" + URLEncoder.encode(reason422, StandardCharsets.UTF_8)).body()))
                .isEmpty();
        assertThat(replayed(DEAD, "{\"all\": true}")).isEqualTo(1);
        assertThat(replayed(DEAD, "{\"all\": true}")).isZero();

        await().atMost(SOON).until(() -> PARTNER.deliveredCount() >= 10 && OTHER.deliveredCount() >= 10);
        assertThat(IntStream.range(0, 10)).allSatisfy(i -> {
            assertThat(PARTNER.timesDelivered(id(i))).isEqualTo(1);
            assertThat(OTHER.timesDelivered(id(i))).isEqualTo(1);
        });
        assertThat(metric("anivia_events_replayed_total{destination=\"partner\"}") - replayedBefore).isEqualTo(3);
    }

    /** Of two that say different things the first would count, or the last. */
    @Test
    void aParameterThatIsGivenTwiceIsRefused() throws Exception {
        Admin.Answer refused = admin.get(DEAD + "?limit=1&LIMIT=2");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body().get("detail").asText()).isEqualTo("\"limit\" is given 2 times: send it once");
    }

    @Test
    void aProbeSaysWhatCameOfIt() throws Exception {
        PARTNER.statusFor(401, IntStream.range(0, 6).mapToObj(this::id).toArray(String[]::new));
        post(6);
        await().atMost(SOON).until(() -> "suspended".equals(admin.get("destinations/partner").body().get("state").asText()));

        JsonNode failed = admin.post("fleet/destinations/partner/probe", "{}").body();
        assertThat(failed.get("outcome").asText()).isEqualTo("failed: HTTP 401 Unauthorized");
        assertThat(failed.at("/tried/0/result").asText()).isEqualTo("failed");
        assertThat(failed.at("/destination/state").asText()).isEqualTo("suspended");

        PARTNER.refuseNothing();
        JsonNode delivered = admin.post("fleet/destinations/partner/probe", "{}").body();
        assertThat(delivered.get("outcome").asText()).isEqualTo("delivered");
        await().atMost(SOON).untilAsserted(() -> assertThat(admin.get("fleet").body().get("journal"))
                .extracting(entry -> entry.get("text").asText())
                .contains("probe: failed: HTTP 401 Unauthorized", "probe: delivered"));
        assertThat(admin.post("fleet/destinations/partner/probe", "{}").body().get("outcome").asText())
                .isEqualTo("no process held it back");
        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 6);
    }

    @Test
    void whatDiesAgainIsADeadLetterAgainAndTheReplayEnds() throws Exception {
        PARTNER.statusFor(422, id(0), id(1), id(2));
        post(3);
        awaitDead(3);

        assertThat(replayed(DEAD, "{\"all\": true, \"rate\": 20}")).isEqualTo(3);

        awaitDead(3);
        assertThat(admin.get(DEAD).body().get("letters")).allSatisfy(
                letter -> assertThat(letter.get("attempts").asInt()).isEqualTo(1));
        await().atMost(SOON).untilAsserted(() -> assertFates(lastJob(), 0, 3, 0));
        JsonNode group = admin.get(DEAD + "/reasons").body().at("/reasons/0");
        assertThat(group.get("count").asInt()).isEqualTo(3);
        assertThat(group.get("sinceLastReplay").asInt()).isEqualTo(3);
        assertThat(group.at("/types/order").asInt()).isEqualTo(3);
        assertThat(group.get("first").asText()).isLessThanOrEqualTo(group.get("last").asText());
    }

    /** As many as there are behind the first stay where they are. */
    @Test
    void aTrialSendsAFewAndItIsKnownWhatBecameOfThem() throws Exception {
        PARTNER.statusFor(422, all(8));
        post(8);
        awaitDead(8);
        PARTNER.refuseNothing().statusFor(422, id(0));

        JsonNode job = ended(admin.post(DEAD + "/replay", "{\"all\": true, \"limit\": 3}"));

        assertThat(job.get("state").asText()).isEqualTo("done");
        assertThat(job.get("moved").asInt()).isEqualTo(3);
        assertThat(job.get("selected").asInt()).isEqualTo(3);
        await().atMost(SOON).untilAsserted(() -> assertThat(lastJob().get("waiting").asInt()).isZero());
        int deadAgain = lastJob().get("deadAgain").asInt();
        assertThat(lastJob().get("delivered").asInt()).isEqualTo(3 - deadAgain);
        awaitDead(5 + deadAgain);
    }

    @Test
    void aReplayWaitsForWhatAPausedDestinationHas() throws Exception {
        PARTNER.statusFor(422, id(0));
        post(1);
        awaitDead(1);
        PARTNER.refuseNothing();
        assertThat(admin.post("destinations/partner/pause", "{}").status()).isEqualTo(200);
        try {
            assertThat(replayed(DEAD, "{\"all\": true}")).isEqualTo(1);
            assertFates(lastJob(), 0, 0, 1);
        } finally {
            assertThat(admin.post("destinations/partner/resume", "{}").status()).isEqualTo(200);
        }
        await().atMost(SOON).untilAsserted(() -> assertFates(lastJob(), 1, 0, 0));
    }

    @Test
    void aReplayStopsByItselfIfTheFirstAllDieAgain() throws Exception {
        PARTNER.statusFor(422, all(20));
        post(20);
        awaitDead(20);

        JsonNode job = ended(admin.post(DEAD + "/replay", "{\"all\": true, \"rate\": 1000}"));

        assertThat(job.get("state").asText()).isEqualTo("stopped");
        assertThat(job.get("stoppedBecause").asText()).contains("first 10").contains("stop-after-dead");
        assertThat(job.get("moved").asInt()).isEqualTo(10);
        assertFates(job, 0, 10, 0);
        awaitDead(20);
    }

    /** They failed for this reason a moment ago, and would go round in circles. */
    @Test
    void aReplayCatchesOnlyWhatStoodWhenItBegan() throws Exception {
        PARTNER.statusFor(422, id(0));
        post(1);
        awaitDead(1);
        JsonNode letter = admin.get(DEAD).body().at("/letters/0");

        JsonNode job = ended(admin.post(DEAD + "/replay",
                "{\"all\": true, \"before\": \"" + letter.get("failedAt").asText() + "\"}"));

        assertThat(job.get("moved").asInt()).isZero();
        assertThat(admin.post(DEAD + "/replay", "{\"all\": true}").body().at("/selection/before").asText())
                .startsWith("20");
    }

    /** More than stay unacknowledged: the others go to the end of the queue. */
    @Test
    void lettersThatAreNotSelectedStay() throws Exception {
        PARTNER.statusFor(422, all(12));
        post(12);
        awaitDead(12);
        PARTNER.refuseNothing();

        Admin.Answer begun = admin.post(DEAD + "/replay", "{\"ids\": [\"" + id(1) + "\", \"" + id(10) + "\"]}");
        JsonNode job = ended(begun);

        assertThat(job.get("replayed").asInt()).isEqualTo(2);
        assertThat(job.get("kept").asInt()).isEqualTo(AdminProfile.MAX_SCAN);
        assertThat(job.get("movedToEnd").asInt()).isEqualTo(10 - AdminProfile.MAX_SCAN);
        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 2);

        JsonNode list = admin.get(DEAD).body();
        assertThat(list.get("queued").asInt()).isEqualTo(10);
        assertThat(list.get("looked").asInt()).isEqualTo(AdminProfile.MAX_SCAN);
        assertThat(list.get("complete").asBoolean()).isFalse();
        assertThat(replayed(DEAD, "{\"all\": true}")).isEqualTo(10);
        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 12);
        assertThat(PARTNER.duplicates()).isZero();
    }

    @Test
    void aListReadsNoMoreThanItShows() throws Exception {
        PARTNER.statusFor(422, all(4));
        post(4);
        awaitDead(4);

        JsonNode list = admin.get(DEAD + "?limit=2").body();

        assertThat(list.get("letters")).hasSize(2);
        assertThat(list.get("looked").asInt()).isEqualTo(2);
        assertThat(list.get("queued").asInt()).isEqualTo(4);
    }

    @Test
    void aReplayThatIsStoppedGoesOnWithWhatIsLeft() throws Exception {
        PARTNER.statusFor(422, all(10));
        post(10);
        awaitDead(10);
        PARTNER.refuseNothing();

        Admin.Answer begun = admin.post(DEAD + "/replay", "{\"all\": true, \"rate\": 2}");
        String id = begun.body().get("id").asText();
        assertThat(begun.status()).isEqualTo(202);
        assertThat(begun.response().headers().firstValue("Location")).contains("/admin/jobs/" + id);
        await().atMost(SOON).until(() -> admin.get("jobs/" + id).body().get("replayed").asInt() >= 2);
        Admin.Answer busy = admin.get(DEAD);
        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.body().get("detail").asText()).contains(id);
        assertThat(admin.post(DEAD + "/replay", "{\"all\": true}").status()).isEqualTo(409);
        admin.delete("jobs/" + id);
        JsonNode stopped = ended(begun);
        assertThat(stopped.get("state").asText()).isEqualTo("stopped");
        int first = stopped.get("replayed").asInt();
        assertThat(first).isBetween(2, 9);

        assertThat(replayed(DEAD, "{\"all\": true}")).isEqualTo(10 - first);

        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 10);
        assertThat(PARTNER.duplicates()).isZero();
    }

    /** As another process would. */
    @Test
    void whileSomebodyElseIsAtTheQueueItIsLeftAlone() throws Exception {
        PARTNER.statusFor(422, id(0));
        post(1);
        awaitDead(1);

        try (QueueBrowser visit = broker.browse("anivia.dead.partner")) {
            assertThat(visit.next()).isNotNull();
            Admin.Answer busy = admin.post(DEAD + "/replay", "{\"all\": true}");
            assertThat(busy.status()).isEqualTo(409);
            assertThat(busy.body().get("detail").asText()).contains("anivia.dead.partner").contains("another process");
        }
        assertThat(ids(admin.get(DEAD).body())).containsExactlyInAnyOrder(id(0));
    }

    @Test
    void nothingIsDiscardedWithoutItsNumberBeingConfirmed() throws Exception {
        PARTNER.statusFor(422, id(0), id(1)).statusFor(413, id(2));
        post(3);
        awaitDead(3);
        String two = "\"ids\": [\"" + id(0) + "\", \"" + id(1) + "\"]";
        double discardedBefore = metric("anivia_events_discarded_total{destination=\"partner\"}");

        Admin.Answer asked = admin.post(DEAD + "/discard", "{" + two + "}");
        assertThat(asked.status()).isEqualTo(428);
        assertThat(asked.body().get("selected").asInt()).isEqualTo(2);
        assertThat(asked.body().get("again").get("confirm").asText()).isEqualTo("partner:2");
        assertThat(admin.post(DEAD + "/discard", "{" + two + ", \"confirm\": \"partner:3\"}").status()).isEqualTo(409);
        assertThat(admin.post(DEAD + "/discard", "{" + two + ", \"confirm\": \"other:2\"}").status()).isEqualTo(409);
        assertThat(ids(admin.get(DEAD).body())).containsExactlyInAnyOrder(id(0), id(1), id(2));

        Admin.Answer discarded = admin.post(DEAD + "/discard", asked.body().get("again").toString());

        assertThat(discarded.status()).isEqualTo(200);
        assertThat(discarded.body().get("discarded").asInt()).isEqualTo(2);
        assertThat(ids(admin.get(DEAD).body())).containsExactlyInAnyOrder(id(2));
        assertThat(metric("anivia_events_discarded_total{destination=\"partner\"}") - discardedBefore).isEqualTo(2);
    }

    @Test
    void theExportHasEverythingAndTakesNothing() throws Exception {
        PARTNER.statusFor(422, id(0), id(1));
        post(2);
        awaitDead(2);

        Admin.Answer export = admin.get(DEAD + "/export");

        assertThat(export.response().headers().firstValue("Content-Type")).contains("application/x-ndjson");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : export.response().body().split("\n")) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).at("/event/id").asText()).isEqualTo(id(0));
        assertThat(lines.get(0).at("/event/card").asText()).isEqualTo("4111");
        assertThat(lines.get(0).at("/headers/anivia-reason").asText()).contains("422");
        assertThat(ids(admin.get(DEAD).body())).containsExactlyInAnyOrder(id(0), id(1));
    }

    /** As if anivia.prospector.max-events had been too small for it. */
    @Test
    void aRejectedPayloadIsReadAgainUnderItsReceipt() throws Exception {
        Map<String, Object> headers = FailureHeaders.headers("", "split", "more than 1 events", 1);
        headers.put("anivia-receipt", run);
        headers.put("anivia-received-at", 1_700_000_000_000L);
        headers.put("anivia-source", "192.0.2.7");
        put(new OutboundMessage("", "anivia.rejected", headers, "application/x-ndjson", null,
                "{\"n\": 1}\n{\"n\": 2}".getBytes(StandardCharsets.UTF_8)));

        JsonNode rejected = admin.get("rejected").body();
        assertThat(ids(rejected)).containsExactly(run);
        JsonNode group = admin.get("rejected/reasons").body().at("/reasons/0");
        assertThat(group.get("reason").asText()).isEqualTo("more than 1 events");
        assertThat(group.at("/samples/0/receipt").asText()).isEqualTo(run);
        assertThat(group.at("/samples/0/excerpt/n").asText()).isEqualTo("number");
        assertThat(rejected.toString()).doesNotContain("192.0.2.7");
        assertThat(replayed("rejected", "{\"ids\": [\"" + run + "\"]}")).isEqualTo(1);

        await().atMost(SOON).until(() -> PARTNER.ids().contains(run + "-0") && PARTNER.ids().contains(run + "-1"));
        JsonNode event = PARTNER.deliveries().get(0).body();
        assertThat(event.at("/anivia/receivedAt").asText()).isEqualTo("2023-11-14T22:13:20.000Z");
        assertThat(event.at("/anivia/source").asText()).isEqualTo("events");
        assertThat(event.at("/anivia/address").asText()).isEqualTo("192.0.2.7");
        assertThat(admin.get("rejected").body().get("letters")).isEmpty();
    }

    @Test
    void aRejectedPartGetsIdsThatNoneOfItsPayloadsEventsHas() throws Exception {
        Map<String, Object> headers = FailureHeaders.headers("", "split", "nested too deep", 1);
        headers.put("anivia-receipt", run);
        headers.put("anivia-received-at", System.currentTimeMillis());
        headers.put("anivia-position", 3);
        put(OutboundMessage.json("anivia.rejected", headers, "[{\"n\": 1}, {\"n\": 2}]".getBytes(
                StandardCharsets.UTF_8)));

        assertThat(ids(admin.get("rejected").body())).containsExactly(run + "-3");
        assertThat(replayed("rejected", "{\"all\": true}")).isEqualTo(1);

        await().atMost(SOON).untilAsserted(
                () -> assertThat(PARTNER.ids()).contains(run + "-3-0", run + "-3-1"));
    }

    @Test
    void whatIsStillUnreadableIsRejectedAgain() throws Exception {
        accepted("this is no JSON");
        await().atMost(SOON).until(() -> admin.get("rejected").body().get("letters").size() == 1);
        String id = ids(admin.get("rejected").body()).get(0);
        double rejectedBefore = metric(REJECTED_TOTAL);

        assertThat(replayed("rejected", "{\"all\": true}")).isEqualTo(1);

        await().atMost(SOON).until(() -> ids(admin.get("rejected").body()).equals(List.of(id)));
        await().atMost(SOON).untilAsserted(() -> assertFates(lastJob(), 0, 1, 0));
        assertThat(metric(REJECTED_TOTAL)).as("it was counted when it came").isEqualTo(rejectedBefore);
        JsonNode rejected = admin.get("fleet/input").body().get("rejected");
        assertThat(rejected).anySatisfy(each -> {
            assertThat(each.get("count").asInt()).isGreaterThanOrEqualTo(2);
            assertThat(each.at("/samples/0/receipt").asText()).isEqualTo(id);
            assertThat(each.toString()).doesNotContain("this is no JSON");
        });
    }

    @Test
    void servicesAreSeenByWhatTheySendAndInputByItsClocks() throws Exception {
        String service = "checkout-" + run;
        assertThat(postTo("/v1/logs", """
                {"resourceLogs": [{"resource": {"attributes": [{"key": "service.name",
                 "value": {"stringValue": "%s"}}]}, "scopeLogs": [{"logRecords": [
                 {"severityNumber": 9, "body": {"stringValue": "4111"}}, {"severityNumber": 17}]}]}]}"""
                .formatted(service))).isEqualTo(200);

        await().atMost(SOON).untilAsserted(() ->
                assertThat(admin.get("fleet/services").body().get("services")).anySatisfy(row -> {
                    assertThat(row.get("name").asText()).isEqualTo(service);
                    assertThat(row.get("events").asInt()).isEqualTo(2);
                    assertThat(row.get("errors").asInt()).isEqualTo(1);
                    assertThat(row.get("errorShare").asDouble()).isEqualTo(0.5);
                }));
        assertThat(metric("anivia_service_events_total{outcome=\"error\",service=\"" + service + "\"}"))
                .isEqualTo(1);
        assertThat(admin.get("fleet/input").body().at("/clocks/received").asInt()).isPositive();
    }

    @Test
    void aDestinationIsPausedAndResumed() throws Exception {
        Admin.Answer paused = admin.post("destinations/partner/pause", "");
        assertThat(paused.status()).isEqualTo(200);
        assertThat(paused.body().get("state").asText()).isEqualTo("paused");
        assertThat(paused.body().get("scope").asText()).contains("all processes");
        post(3);
        await().atMost(SOON).until(() -> OTHER.deliveredCount() == 3);
        await().atMost(SOON).until(() -> admin.get("destinations/partner").body().get("backlog").asInt() == 3);
        assertThat(PARTNER.deliveredCount()).isZero();

        assertThat(admin.post("destinations/partner/resume", "{}").body().get("state").asText())
                .isEqualTo("delivering");

        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 3);
        assertThat(admin.get("destinations").body()).extracting(each -> each.get("name").asText())
                .containsExactlyInAnyOrder("partner", "other");
    }

    @Test
    void aDestinationThatHasAskedForADayIsTriedAtOnceWhenItIsResumed() throws Exception {
        PARTNER.always(Answer.status(503).retryAfter(Duration.ofDays(1)));
        post(1);
        await().atMost(SOON).until(() -> {
            JsonNode partner = admin.get("destinations/partner").body();
            Instant soonest = Instant.now().plus(Duration.ofMinutes(5));
            return partner.get("state").asText().equals("backing off")
                    && Instant.parse(partner.get("nextTry").asText()).isAfter(soonest);
        });
        assertThat(Instant.parse(admin.get("destinations/partner").body().get("nextTry").asText()))
                .as("bounded by maxRetryAfter").isBefore(Instant.now().plus(Duration.ofMinutes(16)));
        PARTNER.heal();

        assertThat(admin.post("destinations/partner/resume", "").status()).isEqualTo(200);

        await().atMost(SOON).until(() -> PARTNER.deliveredCount() == 1);
        await().atMost(SOON).until(() ->
                admin.get("destinations/partner").body().get("state").asText().equals("delivering"));
    }

    @Test
    void theFormerNameOfPauseStillPauses() throws Exception {
        Admin.Answer paused = admin.post("destinations/partner/suspend", "");
        try {
            assertThat(paused.status()).isEqualTo(200);
            assertThat(paused.body().get("state").asText()).isEqualTo("paused");
        } finally {
            admin.post("destinations/partner/resume", "");
        }
    }

    @Test
    void aWrongCallIsToldWhatWouldBeRight() throws Exception {
        assertError(404, "/admin/destinations", admin.get("destinations/nobody"));
        assertError(404, "nobody", admin.get("destinations/nobody/dead"));
        assertError(404, "operations.md", admin.get("nothing/here"));
        assertError(404, "no such job", admin.get("jobs/none"));
        assertError(405, "POST", admin.get(DEAD + "/replay"));
        assertError(405, "GET", admin.delete(DEAD));
        assertError(400, "exactly one", admin.post(DEAD + "/replay", "{}"));
        assertError(400, "JSON object", admin.post(DEAD + "/replay", "[1"));
        assertError(400, "JSON object", admin.post(DEAD + "/replay", "[1]"));
        assertError(400, "rate", admin.post(DEAD + "/replay", "{\"all\": true, \"rate\": 0}"));
        assertError(400, "limit", admin.get(DEAD + "?limit=x"));
        assertError(413, "larger", admin.post(DEAD + "/replay", " ".repeat(2 << 20)));
    }

    private static void assertError(int status, String says, Admin.Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(status);
        assertThat(answer.body().get("detail").asText()).contains(says);
    }

    private String id(int number) {
        return run + "-" + number;
    }

    private String[] all(int count) {
        return IntStream.range(0, count).mapToObj(this::id).toArray(String[]::new);
    }

    private void post(int count) throws Exception {
        List<Map<String, String>> events = new ArrayList<>();
        for (String id : all(count)) {
            events.add(Map.of("id", id, "type", "order", "card", "4111"));
        }
        accepted(JSON.writeValueAsString(events));
    }

    private void awaitDead(int count) {
        await().atMost(SOON).until(() -> broker.messageCount("anivia.dead.partner").orElse(-1) == count);
    }

    private long replayed(String queue, String request) throws Exception {
        JsonNode job = ended(admin.post(queue + "/replay", request));
        assertThat(job.get("state").asText()).as("%s", job).isEqualTo("done");
        return job.get("replayed").asLong();
    }

    private JsonNode ended(Admin.Answer begun) throws Exception {
        assertThat(begun.status()).as("%s", begun).isEqualTo(202);
        String job = "jobs/" + begun.body().get("id").asText();
        await().atMost(SOON).until(() -> !admin.get(job).body().get("state").asText().equals("running"));
        return admin.get(job).body();
    }

    private JsonNode lastJob() throws Exception {
        JsonNode jobs = admin.get("jobs").body();
        return jobs.get(jobs.size() - 1);
    }

    private static void assertFates(JsonNode job, int delivered, int deadAgain, int waiting) {
        assertThat(List.of(job.get("delivered").asInt(), job.get("deadAgain").asInt(), job.get("waiting").asInt()))
                .as("delivered, dead again, waiting: %s", job).containsExactly(delivered, deadAgain, waiting);
    }

    private static List<String> ids(JsonNode list) {
        List<String> ids = new ArrayList<>();
        list.get("letters").forEach(letter -> ids.add(letter.get("id").asText()));
        return ids;
    }

    private void put(OutboundMessage message) throws Exception {
        CountDownLatch confirmed = new CountDownLatch(1);
        try (Publisher publisher = broker.publisher("test",
                new PublisherLimits(10, 1 << 20, Duration.ofSeconds(10), true))) {
            await().atMost(SOON).ignoreExceptions().until(() -> {
                publisher.publish(message, failure -> confirmed.countDown());
                return true;
            });
            assertThat(confirmed.await(10, TimeUnit.SECONDS)).isTrue();
        }
        await().atMost(SOON).until(() -> broker.messageCount(message.routingKey()).orElse(-1) == 1);
    }

    private double metric(String sample) throws Exception {
        return operations("metrics").body().lines().filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1))).findFirst().orElse(0);
    }
}
