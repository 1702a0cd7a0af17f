package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.gunzip;
import static io.anivia.prospector.Payloads.reading;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.anivia.broker.publish.MessageSizeLimit;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.FailureHeaders;
import io.anivia.contract.MessageHeaders;
import io.anivia.contract.RequestParts;
import io.anivia.destination.Destinations;
import io.anivia.source.Source;
import io.anivia.source.keys.WriteKeys;
import io.anivia.source.reading.Reading;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Synchronization;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What is rejected, and read again once its source has been mended. There are no destinations, so all messages are of
 * what is rejected; what a replay changes about them is in {@code ReplaySourceTest}.
 */
class RejectedReplayTest {

    private static final SmallRyeConfig CONFIG = new SmallRyeConfigBuilder().addDiscoveredConverters()
            .withMapping(ProspectorConfig.class).withMapping(ClockConfig.class).build();
    private static final String REQUEST =
            new RequestParts("POST", "/v1/batch", Map.of("call", "track"), Map.of(), Map.of()).toJson();
    private static final String DEEP = "{\"x\":" + "[".repeat(200) + "]".repeat(200) + "}";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Map<String, Source> sources = new HashMap<>();
    private final ProspectorMetrics metrics = new ProspectorMetrics(registry, sources::containsKey);
    private final EventRouterProcessor router = new EventRouterProcessor(new Destinations(),
            new MessageSizeLimit(MessageSizeLimit.UNKNOWN), metrics);
    private List<String> keys = List.of("ios=s3cret");

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aReadingIsMendedAndThePayloadArrivesUnderItsReceipt() throws Exception {
        source(reading("events", "data", "type", "request.path.call"));
        Routed wrong = route(headers(), "{\"batch\":[{\"a\":1},{\"a\":2}]}");
        OutboundMessage rejected = wrong.onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.REASON, "no events: it has no 'data'")
                .containsEntry(MessageHeaders.REQUEST, REQUEST).containsEntry(MessageHeaders.SOURCE, "segment")
                .containsEntry(MessageHeaders.ADDRESS, "192.0.2.7").doesNotContainKey(MessageHeaders.DECODED);

        source(reading("events", "batch", "type", "request.path.call"));
        Routed mended = replay(rejected);

        assertThat(mended.rejected()).isEmpty();
        assertThat(mended.events()).extracting(Event::id).containsExactly("r-0", "r-1");
        assertThat(mended.events()).extracting(event -> event.members().get("type")).containsOnly("track");
        assertThat(mended.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("receipt", "r")
                .containsEntry("source", "segment").containsEntry("address", "192.0.2.7")
                .containsEntry("receivedAt", "2026-11-23T13:42:49.500Z"));
    }

    @Test
    void aPayloadWithoutItsSourceWaitsForIt() throws Exception {
        OutboundMessage rejected = route(headers(), "{\"batch\":[{}]}").onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.REASON, "no source 'segment' in this process: bring"
                + " back its file under anivia.sources.dir, then replay");
        assertThat(registry.get("anivia.payloads.rejected").tag("source", "unknown").counter().count()).isEqualTo(1);

        source(reading("events", "batch"));
        assertThat(replay(rejected).events()).extracting(Event::id).containsExactly("r-0");
    }

    /** An event that has a member like a place is still one event, and is not decoded a second time. */
    @Test
    void aPartThatStoodForAnEventIsOneEvent() throws Exception {
        source(reading("decode", "form:data, base64", "events", "batch, ."));
        String json = "{\"batch\":[{\"batch\":[1],\"x\":%s},{}]}".formatted(DEEP);
        OutboundMessage rejected = route(headers(), "data=" + Base64.getUrlEncoder().encodeToString(utf8(json)))
                .onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.DECODED, "events")
                .containsEntry(MessageHeaders.POSITION, 0);
        assertThat(utf8(gunzipped(rejected))).isEqualTo("{\"batch\":[1],\"x\":" + DEEP + "}");

        Map<String, Object> headers = replayed(rejected);
        Routed again = route(headers, "application/json", null, gunzipped(rejected), "300");

        assertThat(again.rejected()).isEmpty();
        assertThat(again.events()).singleElement().satisfies(event -> {
            assertThat(event.id()).isEqualTo("r-0-0");
            assertThat(event.members().get("batch")).isEqualTo(List.of(1));
        });
    }

    @Test
    void aPartThatIsARecordIsLookedIntoAgain() throws Exception {
        source(reading("events", "batch"));
        OutboundMessage rejected = route(headers(), "{\"batch\":[{}]}\n{\"data\":[{},{}]}\n{\"batch\":[{}]}")
                .onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.DECODED, "records")
                .containsEntry(MessageHeaders.POSITION, 1);

        source(reading("decode", "lines", "events", "batch, data"));
        assertThat(replay(rejected).events()).extracting(Event::id).containsExactly("r-1-0", "r-1-1");
    }

    @Test
    void recordsAndEventsAreApart() throws Exception {
        source(reading("events", "batch"));

        Routed routed = route(headers(), "{\"batch\":[{},5]}\n{\"data\":[]}\n{\"batch\":[6]}");

        assertThat(routed.rejected()).extracting(message -> message.headers().get(MessageHeaders.DECODED),
                message -> message.headers().get(MessageHeaders.POSITION), message -> utf8(gunzipped(message)))
                .containsExactly(tuple("events", 1, "5\n6\n"),
                        tuple("records", 2, "{\"data\":[]}"));
        assertThat(routed.events()).hasSize(1);
    }

    /** What was in the record, and not in the part, does not get lost: neither the key's name nor what it stood for. */
    @Test
    void aPartKeepsTheNameOfItsKeyAndNeverShowsIt() throws Exception {
        source(reading("events", "batch", "keys", "writeKey"));
        OutboundMessage rejected = route(headers(), "{\"batch\":[5,{}],\"writeKey\":\"s3cret\"}").onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.KEY, "ios");
        assertThat(rejected.headers().toString() + utf8(gunzipped(rejected))).doesNotContain("s3cret");

        assertThat(route(replayed(rejected), "application/json", null, utf8("{\"a\":1}"), "100").events())
                .singleElement().satisfies(event -> assertThat(anivia(event)).containsEntry("key", "ios"));
    }

    /** The members beside the events, and with them the clock, are there for the replay, but no key is. */
    @Test
    void partsKeepTheContextOfTheirRecord() throws Exception {
        source(reading("events", "batch", "shared", "*", "keys", "writeKey", "members", "userId=user_id", "remove",
                "user_id, c.d"));
        OutboundMessage rejected = route(headers(), "{\"app\":\"shop\",\"writeKey\":\"s3cret\",\"batch\":[{\"a\":1},"
                + DEEP + ",7],\"c\":{\"d\":1},\"user_id\":1e3,\"sentAt\":\"2026-11-23T13:37:49Z\"}\n{\"batch\":[" + DEEP
                + "],\"app\":\"other\",\"writeKey\":\"s3cret\"}").onlyRejected();
        assertThat(rejected.headers()).containsEntry(MessageHeaders.POSITION, 1).containsEntry(MessageHeaders.PARTS, 3)
                .containsEntry(MessageHeaders.DECODED, "records").containsEntry(MessageHeaders.KEY, "ios");
        assertThat(utf8(gunzipped(rejected))).isEqualTo("{\"batch\":[" + DEEP
                + ",7],\"app\":\"shop\",\"c\":{\"d\":1},\"user_id\":1e3,\"sentAt\":\"2026-11-23T13:37:49Z\"}\n"
                + "{\"batch\":[" + DEEP + "],\"app\":\"other\"}\n");

        Routed again = route(replayed(rejected), rejected.contentType(), null, gunzipped(rejected), "300");

        assertThat(again.events()).extracting(event -> event.members().get("app")).containsExactly("shop", "other");
        assertThat(again.events().get(0).members()).containsKey("userId").doesNotContainKey("user_id");
        assertThat(anivia(again.events().get(0))).containsEntry("sentAt", "2026-11-23T13:37:49.000Z")
                .containsEntry("key", "ios");
        // What is rejected once more has it still.
        assertThat(utf8(gunzipped(again.onlyRejected()))).isEqualTo(
                "{\"batch\":[7],\"app\":\"shop\",\"c\":{\"d\":1},\"user_id\":1e3,\"sentAt\":\"2026-11-23T13:37:49Z\"}");
    }

    /** Each object on the way to a part is there once, with what is shared; so is the type that its place gives. */
    @Test
    void partsKeepTheContextOfEachObjectThatTheyStandIn() throws Exception {
        source(reading("events", "a.b.c as log", "shared", "resource, scope"));
        OutboundMessage rejected = route(headers(), """
                {"a":[{"resource":1,"x":1,"b":[{"scope":1,"c":[{"n":1},%1$s,%1$s]},{"c":[{"n":2}]},{"c":[%1$s]}]},
                      {"resource":2,"b":{"scope":2,"c":[%1$s,5]}},{"resource":3,"b":[{"scope":3,"d":[]}]},
                      {"resource":4,"e":1}],
                 "app":"shop"}""".formatted(DEEP)).onlyRejected();

        assertThat(rejected.headers()).containsEntry(MessageHeaders.DECODED, "records")
                .containsEntry(MessageHeaders.PARTS, 7);
        assertThat(utf8(gunzipped(rejected))).isEqualTo("""
                {"a":[{"b":[{"c":[%1$s,%1$s],"scope":1},{"c":[%1$s]}],"resource":1},\
                {"b":[{"c":[%1$s,5],"scope":2}],"resource":2},\
                {"resource":3,"b":[{"scope":3,"d":[]}]},{"resource":4,"e":1}],"app":"shop"}""".formatted(DEEP));

        Routed again = route(replayed(rejected), rejected.contentType(), null, gunzipped(rejected), "300");

        assertThat(again.events()).extracting(event -> event.members().get("resource"),
                event -> event.members().get("scope"), event -> event.members().get("type")).containsExactly(
                        tuple(1, 1, "log"), tuple(1, 1, "log"), tuple(1, null, "log"), tuple(2, 2, "log"));
        assertThat(again.onlyRejected().headers()).containsEntry(MessageHeaders.PARTS, 3);
    }

    /** Nothing that is shared is written once for each part. */
    @Test
    void manyPartsOfManyObjectsAreNoLargerThanTheirRecord() throws Exception {
        source(reading("events", "a.b.c", "shared", "resource"));
        String record = "{\"a\":[{\"resource\":\"%s\",\"b\":[%s{}]}]}".formatted("r".repeat(10_000),
                "{\"c\":[5]},{\"x\":5},6,".repeat(500));

        assertThat(route(headers(), record + "{\"a\":[{\"b\":[{\"c\":[{}]}]}]}").rejected())
                .allSatisfy(message -> assertThat(gunzipped(message)).hasSizeLessThanOrEqualTo(record.length()));
    }

    @Test
    void aKeyThatBecomesKnownLetsThePayloadIn() throws Exception {
        source(reading("events", "batch", "keys", "writeKey"));
        OutboundMessage rejected = route(headers(), "{\"batch\":[{},{}],\"writeKey\":\"later\"}").onlyRejected();
        assertThat(rejected.headers().get(MessageHeaders.REASON).toString()).startsWith("no valid write key");
        assertThat(rejected.headers().toString()).doesNotContain("later");

        keys = List.of("ios=s3cret", "web=later");
        assertThat(replay(rejected).events()).extracting(event -> anivia(event).get("key"))
                .containsExactly("web", "web");
    }

    @Test
    void aPayloadOfTheReleaseBeforeIsReplayedAsBefore() throws Exception {
        sources.put("events", new TestSource("events", Payloads.EVENTS, null));
        OutboundMessage old = new OutboundMessage("", "anivia.rejected", Map.of(MessageHeaders.RECEIPT, "r",
                MessageHeaders.SOURCE, "192.0.2.7", MessageHeaders.POSITION, 4), "application/x-ndjson", null,
                utf8("{\"events\":[{}]}\n{\"a\":1}"));

        assertThat(replay(old).events()).extracting(Event::id).containsExactly("r-4-0", "r-4-1");
    }

    @Test
    void everythingIsCountedByItsSource() throws Exception {
        sources.put("segment", new TestSource("segment", reading("events", "batch"), exchange -> {
            Map<?, ?> event = exchange.getMessage().getBody(Map.class);
            if (event.containsKey("fail")) {
                throw new IllegalStateException();
            }
            exchange.setRouteStop(event.containsKey("stop"));
        }));

        route(headers(), "{\"batch\":[{},{\"fail\":1},{\"stop\":1},5]}");

        assertThat(registry.get("anivia.events").tag("source", "segment").counter().count()).isEqualTo(3);
        assertThat(registry.get("anivia.payloads.rejected").tag("source", "segment").counter().count()).isEqualTo(1);
        assertThat(registry.get("anivia.source.step.failures").tag("source", "segment").counter().count()).isEqualTo(1);
        assertThat(registry.get("anivia.events.filtered").tags("destination", "", "reason", "source").counter().count())
                .isEqualTo(1);
    }

    private record Routed(List<Event> events, List<OutboundMessage> rejected) {

        OutboundMessage onlyRejected() {
            assertThat(rejected).hasSize(1);
            return rejected.get(0);
        }
    }

    private void source(Reading reading) {
        sources.put("segment", new TestSource("segment", reading, null));
    }

    private static Map<String, Object> headers() {
        return Map.of(MessageHeaders.RECEIPT, "r", MessageHeaders.RECEIVED_AT, Payloads.RECEIVED_AT.toEpochMilli(),
                MessageHeaders.SOURCE, "segment", MessageHeaders.ADDRESS, "192.0.2.7", MessageHeaders.REQUEST, REQUEST);
    }

    private Routed replay(OutboundMessage rejected) throws Exception {
        return route(replayed(rejected), rejected.contentType(), rejected.contentEncoding(), rejected.body(), "100");
    }

    private static Map<String, Object> replayed(OutboundMessage rejected) {
        Map<String, Object> headers = new HashMap<>(rejected.headers());
        headers.keySet().removeAll(FailureHeaders.headers("", "split", "", 1).keySet());
        headers.remove(MessageHeaders.PARTS);
        Object position = headers.remove(MessageHeaders.POSITION);
        if (position != null) {
            headers.merge(MessageHeaders.RECEIPT, "-" + position, (receipt, part) -> receipt + "" + part);
        }
        return headers;
    }

    private static byte[] gunzipped(OutboundMessage message) {
        return "gzip".equals(message.contentEncoding()) ? gunzip(message.body()) : message.body();
    }

    private Routed route(Map<String, Object> headers, String body) throws Exception {
        return route(headers, "application/json", null, utf8(body), "100");
    }

    private Routed route(Map<String, Object> headers, String contentType, String contentEncoding, byte[] body,
            String maxDepth) throws Exception {
        SmallRyeConfig config = new SmallRyeConfigBuilder().addDiscoveredConverters()
                .withMapping(ProspectorConfig.class).withDefaultValue("anivia.prospector.max-depth", maxDepth).build();
        SplitterProcessor splitter = new SplitterProcessor(config.getConfigMapping(ProspectorConfig.class),
                CONFIG.getConfigMapping(ClockConfig.class), new MessageSizeLimit(MessageSizeLimit.UNKNOWN),
                WriteKeys.of(keys), name -> Optional.ofNullable(sources.get(name)), name -> null, () -> null,
                metrics);
        Exchange exchange = new DefaultExchange(context);
        exchange.getIn().setBody(body);
        exchange.getIn().setHeaders(new HashMap<>(headers));
        exchange.getIn().setHeader(Exchange.CONTENT_TYPE, contentType);
        exchange.getIn().setHeader(Exchange.CONTENT_ENCODING, contentEncoding);
        splitter.process(exchange);
        List<Event> events = exchange.getMessage().getBody(SplitResult.class).events();
        router.process(exchange);
        for (Synchronization done : exchange.getExchangeExtension().handoverCompletions()) {
            done.onComplete(exchange);
        }
        return new Routed(events, ((List<?>) exchange.getMessage().getBody()).stream().map(OutboundMessage.class::cast)
                .toList());
    }
}
