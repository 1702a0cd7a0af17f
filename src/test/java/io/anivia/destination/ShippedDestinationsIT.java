package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.destination.http.AsyncHttpEndpoint;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.ndjson.NdjsonFile;
import io.anivia.destination.simple.JsonSimpleLanguage;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakeAdobe;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.fakes.Reply;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;


/** The files under routes/destinations as they are shipped, each against a faked downstream system. */
class ShippedDestinationsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final FakeAdobe adobe = new FakeAdobe();
    private final FakePartner partner = new FakePartner();
    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
        adobe.close();
        partner.close();
    }

    @Test
    void omnitureGetsEachEventAsAHit() throws Exception {
        adobe.reportSuites("rs1", "rs2").start();
        start("omniture", Map.of("omniture.url", adobe.url(), "omniture.report-suite", "rs1,rs2"));

        IntStream.range(0, 20).forEach(i -> send("omniture", event("e" + i)));

        assertThat(adobe.ids()).hasSize(20);
        var hit = adobe.hits().get(0);
        assertThat(hit.field("pageName")).contains("checkout");
        assertThat(hit.visitor()).isEqualTo("0b1ed1b04ca94d9c");
        assertThat(hit.field("timestamp")).contains("2026-11-23T20:15:30Z");
        assertThat(hit.field("events")).contains("purchase");
        assertThat(hit.field("eVar1")).contains("Black & White <Friday>");
        assertThat(hit.contextData("type")).contains("purchase");
        assertThat(hit.field("reportSuiteID")).contains("rs1,rs2");
        assertThat(adobe.connectionCount()).isEqualTo(1);
    }

    @Test
    void omnitureSendsItsPathAndQueryAsTheyAreWritten() throws Exception {
        adobe.reportSuites("rs1").start();
        start("omniture", Map.of("omniture.url", adobe.url() + "/b/ss//6?z=%2F+&a=x%26b%3D1",
                "omniture.report-suite", "rs1"));

        send("omniture", event("e1"));

        assertThat(adobe.requests()).singleElement().returns("z=%2F+&a=x%26b%3D1", ReceivedRequest::query);
    }

    @Test
    void omnitureFailuresAreClassified() throws Exception {
        adobe.reportSuites("another").start();
        start("omniture", Map.of("omniture.url", adobe.url(), "omniture.report-suite", "rs1"));

        assertThat(failure("omniture", event("e1")).fault()).isEqualTo(Fault.PERMANENT);
        adobe.next(Answer.status(503).retryAfter(Duration.ofSeconds(3)));
        assertThat(failure("omniture", event("e1"))).returns(Fault.TRANSIENT, DeliveryException::fault)
                .returns(Duration.ofSeconds(3), e -> e.retryAfter().orElseThrow());
        assertThat(failure("omniture", Map.of("id", "e1", "type", "x")).fault()).isEqualTo(Fault.POISON);
        for (Object noEvent : new Object[] {"{}", List.of(event("e1")), new byte[1]}) {
            assertThat(failure("omniture", noEvent).fault()).isEqualTo(Fault.PERMANENT);
        }
    }

    @Test
    void omnitureDoesNotStartWithoutAReportSuite() {
        assertThatThrownBy(() -> start("omniture", Map.of("omniture.url", "http://127.0.0.1:1")))
                .rootCause().hasMessageContaining("report suite");
    }

    @Test
    void webhookGetsEachEventAsAPost() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        IntStream.range(0, 20).forEach(i -> send("webhook", event("e" + i)));

        assertThat(partner.ids()).hasSize(20);
        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/in");
        assertThat(request.query()).isEmpty();
        assertThat(request.header("X-Anivia-Id")).contains("e0");
        assertThat(request.header("Content-Type")).contains("application/json");
        assertThat(new ObjectMapper().readTree(request.body())).isEqualTo(
                new ObjectMapper().readTree("""
                        {"id":"e0","type":"purchase","timestamp":"2026-11-23T20:15:30.456Z","screen":"checkout",
                         "anonymousId":"0b1ed1b0-4ca9-4d9c","amount":19.90,"coupon":null,
                         "attributes":{"campaign":"Black & White <Friday>"}}"""));
        assertThat(request.text()).contains("\"amount\":19.90");
        assertThat(partner.connectionCount()).isEqualTo(1);
    }

    @Test
    void webhookSendsNoHeadersOfAMessage() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        context.createProducerTemplate().sendBodyAndHeaders("direct:webhook", event("e1"), Map.of(
                "CamelHttpUri", "http://127.0.0.1:1/elsewhere", "CamelHttpPath", "/elsewhere", "CamelHttpQuery", "a=b",
                "CamelHttpMethod", "DELETE", "anivia-receipt", "r1", "Authorization", "secret"));

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method() + " " + request.path() + "?" + request.query()).isEqualTo("POST /in?");
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(request.headers().keySet());
        assertThat(names).containsExactlyInAnyOrder("Content-Length", "Content-Type", "Host", "User-Agent",
                "X-Anivia-Id");
    }

    @Test
    void webhookTellsIdsApartThatAreNotAscii() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        send("webhook", event("订单"));
        send("webhook", event("商品"));

        assertThat(partner.requests()).extracting(request -> request.header("X-Anivia-Id").orElse(""))
                .containsExactly("%E8%AE%A2%E5%8D%95", "%E5%95%86%E5%93%81");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/in/here?key=a%20b&sig=x+y==", "/in?a=x%26b%3D1", "/in%2Fhere/?z=1&a=2&z=0", "/in?",
            "/in?a=1?b=2", "/in?url=https://a.example/?x=1&&b", "/in?a=(b)c&d=RAW",
            "/in?method=track&httpMethod=DELETE",
            "/in;v=1?list[]=1&a=|c^`$@!~*:,", "/in?100%25&a=%2525&%25=%252F", "//in/../here/./x"})
    void webhookSendsItsPathAndQueryAsTheyAreWritten(String target) throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + target));

        send("webhook", event("e1"));

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path() + (target.contains("?") ? "?" : "") + request.query()).isEqualTo(target);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', value = {"my_partner.invalid:80x,port", "127.0.0.1:70000,port", "host name,host",
            "127.0.0.1/a b,space", "127.0.0.1/#x,fragment", "127.0.0.1/?a=%zz,%25",
            "127.0.0.1/?a=RAW(x),RAW", "user@,form", "[::1,form"})
    void webhookRefusesAUrlThatItCannotUseAtTheStart(String url, String reason) {
        assertThatThrownBy(() -> start("webhook", Map.of("webhook.url", "http://" + url)))
                .rootCause().hasMessageContaining("webhook").hasMessageContaining(reason);
    }

    @Test
    void webhookTakesAUserAndAPasswordInItsUrl() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", "http://us%40er:p+w%3a@127.0.0.1:" + partner.port() + "/in"));

        send("webhook", event("e1"));

        assertThat(partner.requests().get(0).header("Authorization"))
                .contains("Basic " + Base64.getEncoder().encodeToString("us@er:p+w:".getBytes(UTF_8)));
    }

    @Test
    void webhookTakesAHostWithAnUnderscore() throws Exception {
        start("webhook", Map.of("webhook.url", "http://my_partner.invalid:8080/in"));

        assertThat(failure("webhook", event("e1"))).returns(Fault.PERMANENT, DeliveryException::fault)
                .hasMessageContaining("my_partner.invalid");
    }

    @Test
    void webhookDecodesNoResponse() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));
        partner.next(Answer.usual().header("Content-Encoding", "gzip"),
                Answer.reply(new Reply(200, Map.of("Content-Encoding", "gzip"), "")));

        send("webhook", event("e1"));
        send("webhook", event("e2"));

        assertThat(partner.requestCount()).isEqualTo(2);
    }

    @Test
    void webhookKeepsTheWordsOfARefusal() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));
        partner.next(Answer.reply(new Reply(422, Map.of(), "no such sku" + "!".repeat(1000))));

        assertThat(failure("webhook", event("e1")).answer()).hasValueSatisfying(answer ->
                assertThat(answer).startsWith("no such sku!").hasSize(512));
    }

    @Test
    void webhookNeedsAMarshalledBody() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        for (Object noBytes : new Object[] {Map.of("a", 1), List.of(), 1}) {
            assertThat(context.createProducerTemplate().send(postEndpoint(), e -> e.getMessage().setBody(noBytes))
                    .getException(DeliveryException.class)).returns(Fault.PERMANENT, DeliveryException::fault)
                    .hasMessageContaining("marshal");
        }
        for (Object fine : new Object[] {"{}", "{}".getBytes(UTF_8), new ByteArrayInputStream("{}".getBytes(UTF_8))}) {
            assertThat(context.createProducerTemplate().send(postEndpoint(), e -> {
                e.getMessage().setBody(fine);
                e.getMessage().setHeader("Content-Type", "application/json");
            }).getException()).isNull();
        }
        assertThat(partner.requests()).allSatisfy(request -> assertThat(request.text()).isEqualTo("{}")).hasSize(3);
    }

    private Endpoint postEndpoint() {
        return context.getEndpoints().stream().filter(AsyncHttpEndpoint.class::isInstance).findFirst().orElseThrow();
    }

    @Test
    void webhookIsSafeFromHeadersInAnId() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        send("webhook", event("e1\r\nX-Injected: yes\u00e9\u65e5"));

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.headers()).doesNotContainKey("X-Injected");
        assertThat(partner.ids()).containsExactly("e1\r\nX-Injected: yes\u00e9\u65e5");
    }

    @Test
    void webhookPostsToItsUrlWhateverTheEventHolds() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));
        Map<String, Object> event = event("e1");
        List.of("CamelHttpUri", "CamelHttpPath", "CamelHttpHost", "url", "webhook.url", "${webhook.url}", "Host")
                .forEach(name -> event.put(name, "http://127.0.0.1:1/${sys.user.home}/{{webhook.url}}"));

        send("webhook", event);

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method() + " " + request.path() + "?" + request.query()).isEqualTo("POST /in?");
        assertThat(request.header("Host")).contains(partner.url().substring("http://".length()));
        assertThat(request.text()).contains("http://127.0.0.1:1/${sys.user.home}/{{webhook.url}}");
    }

    @Test
    void webhookPostsOnceAndFollowsNoRedirect() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        partner.next(Answer.status(503).retryAfter(Duration.ofSeconds(9)));
        assertThat(failure("webhook", event("e1"))).returns(Fault.TRANSIENT, DeliveryException::fault)
                .returns(Duration.ofSeconds(9), e -> e.retryAfter().orElseThrow());
        partner.next(Answer.status(429));
        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.TRANSIENT);
        partner.next(Answer.status(307).header("Location", partner.url() + "/elsewhere"));
        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.PERMANENT);
        // A used connection that breaks is replaced once.
        partner.next(Answer.reset(), Answer.reset());
        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.TRANSIENT);
        partner.next(Answer.status(422));
        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.POISON);

        assertThat(partner.requestCount()).isEqualTo(6);
    }

    @Test
    void aSilentWebhookIsATransientFailure() throws Exception {
        partner.start();
        start("webhook", Map.of("webhook.url", partner.url() + "/in"));

        partner.next(Answer.hang());
        long begun = System.nanoTime();
        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.TRANSIENT);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(TIMEOUT.multipliedBy(5));
    }

    @Test
    void aWebhookThatRefusesConnectionsIsATransientFailure() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        start("webhook", Map.of("webhook.url", "http://127.0.0.1:" + port));

        assertThat(failure("webhook", event("e1")).fault()).isEqualTo(Fault.TRANSIENT);
    }

    @Test
    void filesGetALineForEachEvent(@TempDir Path directory) throws Exception {
        start("file", Map.of("file.dir", directory.resolve("delivered").toString()));

        send("file", List.of(event("e1"), event("e2\n")));
        send("file", List.of(event("e3")));

        assertThat(ids(directory.resolve("delivered"))).containsExactly("e1", "e2\n", "e3");
    }

    @Test
    void nothingIsOnWithoutItsSetting() throws Exception {
        start("omniture", Map.of());
        start("webhook", Map.of());

        assertThat(context.getRoutes()).isEmpty();
    }

    @Test
    void nothingIsOnWithAnEmptySetting() throws Exception {
        start("omniture", Map.of("omniture.url", "", "omniture.report-suite", ""));
        start("webhook", Map.of("webhook.url", ""));

        assertThat(context.getRoutes()).isEmpty();
    }

    private static List<String> ids(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            ObjectMapper mapper = new ObjectMapper();
            return files.flatMap(ShippedDestinationsIT::lines).map(line -> {
                try {
                    return mapper.readTree(line).get("id").textValue();
                } catch (IOException e) {
                    throw new AssertionError("no JSON: " + line, e);
                }
            }).toList();
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> event(String id) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("type", "purchase");
        event.put("timestamp", "2026-11-23T20:15:30.456Z");
        event.put("screen", "checkout");
        event.put("anonymousId", "0b1ed1b0-4ca9-4d9c");
        event.put("amount", new BigDecimal("19.90"));
        event.put("coupon", null);
        event.put("attributes", Map.of("campaign", "Black & White <Friday>"));
        return event;
    }

    /** Boots a route's file, with the application's defaults, short of its settings. */
    private void start(String destination, Map<String, String> settings) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(Map.of(
                "file.batch-size", "500", "file.batch-interval", "50ms",
                "omniture.concurrency", "1", "omniture.connect-timeout", "5s", "omniture.response-timeout", "30s",
                "webhook.concurrency", "4", "webhook.connect-timeout", "5000", "webhook.request-timeout", "60s",
                "webhook.response-timeout", Long.toString(TIMEOUT.toMillis())));
        all.putAll(settings);
        all.forEach(context.getPropertiesComponent()::addOverrideProperty);
        if (!context.isStarted()) {
            context.addComponent("destination", new DestinationStandIn());
            context.getRegistry().bind("ndjsonFile", new NdjsonFile());
            context.getRegistry().bind("headerValue", new HeaderValue());
            context.getRegistry().bind("simple", new JsonSimpleLanguage());
            context.start();
        }
        PluginHelper.getRoutesLoader(context).loadRoutes(ResourceHelper.resolveMandatoryResource(context,
                "file:routes/destinations/" + destination + ".camel.yaml"));
    }

    private void send(String destination, Object body) {
        context.createProducerTemplate().sendBody("direct:" + destination, body);
    }

    private DeliveryException failure(String destination, Object body) {
        try {
            send(destination, body);
        } catch (CamelExecutionException e) {
            return FailureClassifier.of(e);
        }
        throw new AssertionError("delivered");
    }
}
