package io.anivia.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import io.anivia.contract.EventJson;
import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.format.FormDataFormat;
import io.anivia.destination.format.JsonArrayDataFormat;
import io.anivia.destination.format.NdjsonDataFormat;
import io.anivia.destination.http.FailureClassifier;
import io.anivia.destination.ndjson.NdjsonFile;
import io.anivia.destination.simple.JsonSimpleLanguage;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.FakeSplunk;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.routes.InvalidRouteFileException;
import io.anivia.routes.RouteFiles;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A destination made of each of the files under routes/templates, against a faked partner. */
class TemplatesIT {

    private final FakePartner partner = new FakePartner();
    private final FakeSplunk splunk = new FakeSplunk();
    private final DefaultCamelContext context = new DefaultCamelContext();
    @TempDir
    private Path directory;

    @BeforeEach
    void start() throws Exception {
        partner.start();
        context.addComponent("destination", new DestinationStandIn());
        context.getRegistry().bind("ndjsonFile", new NdjsonFile());
        context.getRegistry().bind("headerValue", new HeaderValue());
        context.getRegistry().bind("simple", new JsonSimpleLanguage());
        context.getRegistry().bind("ndjson", new NdjsonDataFormat());
        context.getRegistry().bind("jsonArray", new JsonArrayDataFormat());
        context.getRegistry().bind("form", new FormDataFormat());
        Map.of("file.batch-size", "500", "file.batch-interval", "50ms", "splunk.hec.batch-size", "100",
                "splunk.hec.batch-bytes", "1000000", "splunk.hec.batch-interval", "50ms", "splunk.hec.concurrency", "2",
                "splunk.hec.prefetch", "0", "partner.url", partner.url() + "/in?a=b%26c", "partner.token", "t+1%26/&=")
                .forEach(context.getPropertiesComponent()::addOverrideProperty);
        context.start();
        for (Path file : templates().toList()) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveMandatoryResource(context, "file:" + file));
        }
    }

    @AfterEach
    void stop() {
        context.stop();
        partner.close();
        splunk.close();
    }

    private static Stream<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("routes", "templates"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("templates")
    void eachTemplateIsReadAtTheStart(Path template) throws IOException {
        Properties application = new Properties();
        try (InputStream in = Files.newInputStream(Path.of("src/main/resources/application.properties"))) {
            application.load(in);
        }
        for (String profile : List.of("", "%command.")) {
            assertThat(application.getProperty(profile + "camel.main.routes-include-pattern").split(","))
                    .contains("classpath:" + template);
        }
    }

    /** The destination that a template's own comment shows is one. */
    @ParameterizedTest
    @MethodSource("templates")
    void theExampleInEachTemplateIsADestination(Path template) throws Exception {
        Map.of("audit.url", "http://127.0.0.1:1", "audit.token", "t")
                .forEach(context.getPropertiesComponent()::addOverrideProperty);
        String example = String.join("\n", Files.readAllLines(template).stream()
                .filter(line -> line.startsWith("#   ")).map(line -> line.substring(4)).toList());

        load(example);

        assertThat(context.getRoutes()).singleElement()
                .satisfies(route -> assertThat(route.getRouteId()).isIn("partner", "audit"));
        assertThat(example.lines()).hasSizeLessThanOrEqualTo(10);
    }

    @Test
    void jsonSendsOneEventARequest() throws Exception {
        load(destination("http-json", "url", "{{partner.url}}", "authorization", "Bearer {{partner.token}}"));

        send(event("e1"));

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method() + " " + request.path() + "?" + request.query()).isEqualTo("POST /in?a=b%26c");
        assertThat(request.header("Authorization")).contains("Bearer t+1%26/&=");
        assertThat(request.header("Content-Type")).contains("application/json");
        assertThat(request.header("X-Anivia-Id")).contains("e1");
        assertThat(request.header("X-Signature-256")).isEmpty();
        assertThat(request.header("anivia-receipt")).isEmpty();
        assertThat(EventJson.read(request.body())).isEqualTo(event("e1"));
    }

    @Test
    void aBodyIsSignedAndAKeySentInAHeaderOfItsOwn() throws Exception {
        load(destination("http-json", "url", "{{partner.url}}", "authorizationHeader", "X-Api-Key", "authorization",
                "{{partner.token}}", "signatureKey", "s+e%26cret", "signatureHeader", "X-Hub-Signature", "method", "PUT"));

        send(event("e1"));

        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.method()).isEqualTo("PUT");
        assertThat(request.header("Authorization")).isEmpty();
        assertThat(request.header("X-Api-Key")).contains("t+1%26/&=");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("s+e%26cret".getBytes(), "HmacSHA256"));
        assertThat(request.header("X-Hub-Signature"))
                .contains("sha256=" + HexFormat.of().formatHex(mac.doFinal(request.body())));
    }

    @Test
    void anArrayHasAllEventsOfABatch() throws Exception {
        load(destination("http-json-array", "url", "{{partner.url}}"));

        send(List.of(event("e1"), event("e2")));
        send(event("e3"));

        assertThat(partner.requests()).extracting(ReceivedRequest::text).containsExactly(
                "[" + json("e1") + "," + json("e2") + "]", "[" + json("e3") + "]");
        assertThat(partner.requests().get(0).header("Content-Type")).contains("application/json");
    }

    @Test
    void linesHaveAllEventsOfABatch() throws Exception {
        load(destination("http-ndjson", "url", "{{partner.url}}"));

        send(List.of(event("e1"), event("e2")));

        assertThat(partner.requests()).extracting(ReceivedRequest::text)
                .containsExactly(json("e1") + "\n" + json("e2") + "\n");
        assertThat(partner.requests().get(0).header("Content-Type")).contains("application/x-ndjson");
    }

    @Test
    void aFormHasAFieldForEachMember() throws Exception {
        load(destination("http-form", "url", "{{partner.url}}"));
        partner.next(Answer.status(200));
        Map<String, Object> event = event("ä &=+");
        event.put("none", null);
        event.put("list", List.of(1, "b"));

        send(event);

        assertThat(partner.requests()).extracting(ReceivedRequest::text).containsExactly(
                "id=%C3%A4+%26%3D%2B&type=purchase&context=%7B%22app%22%3A%22shop%22%7D&list=%5B1%2C%22b%22%5D");
        assertThat(partner.requests().get(0).header("Content-Type")).contains("application/x-www-form-urlencoded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http-ndjson", "http-json-array"})
    void whatIsNoEventIsARouteWiredWrongly(String template) throws Exception {
        load(destination(template, "url", "{{partner.url}}"));
        for (Object body : List.of("text", List.of(), List.of("text"))) {
            assertThatThrownBy(() -> send(body)).isInstanceOf(CamelExecutionException.class)
                    .satisfies(e -> assertThat(FailureClassifier.of(e).fault())
                            .isEqualTo(DeliveryException.Fault.PERMANENT));
        }
        assertThat(partner.requests()).isEmpty();
    }

    @Test
    void splunkGetsItsTokenAsItIs() throws Exception {
        splunk.token("t+1%26/&=").start();
        context.getPropertiesComponent().addOverrideProperty("partner.url", splunk.url());
        load(destination("splunk", "url", "{{partner.url}}", "token", "{{partner.token}}", "sourceType", "audit"));

        Map<String, Object> event = event("e1");
        event.put("timestamp", "2026-11-23T20:15:30.456Z");
        send(List.of(event));

        assertThat(splunk.ids()).containsExactly("e1");
        assertThat(splunk.requests().get(0).header("Authorization")).contains("Splunk t+1%26/&=");
    }

    @Test
    void filesGetALineForEachEvent() throws Exception {
        load(destination("file", "dir", directory.resolve("lines").toString()));

        send(List.of(event("e1"), event("e2")));

        try (Stream<Path> files = Files.list(directory.resolve("lines"))) {
            assertThat(files.findFirst()).get().satisfies(
                    file -> assertThat(Files.readString(file)).isEqualTo(json("e1") + "\n" + json("e2") + "\n"));
        }
    }

    @Test
    void oneTemplateMakesSeveralDestinations() throws Exception {
        load(destination("http-json", "url", "{{partner.url}}"));
        load(destination("http-json", "url", "{{partner.url}}").replace("partner\n", "second\n"));

        context.createProducerTemplate().sendBody("direct:second", event("e2"));
        send(event("e1"));

        assertThat(partner.ids()).containsExactlyInAnyOrder("e1", "e2");
    }

    @Test
    void aParameterThatIsMissingIsNamedWithFileAndLine() {
        assertThatThrownBy(() -> load(destination("http-json", "method", "PUT")))
                .isInstanceOf(InvalidRouteFileException.class).hasMessageContaining("partner.camel.yaml', line 3")
                .hasMessageContaining("needs the parameter 'url'");
    }

    @Test
    void aParameterThatIsMisspeltIsNamedWithFileAndLine() {
        assertThatThrownBy(() -> load(destination("http-json", "url", "{{partner.url}}", "acept", "true")))
                .isInstanceOf(InvalidRouteFileException.class).hasMessageContaining("partner.camel.yaml', line 9")
                .hasMessageContaining("no parameter 'acept'; it has name, url, method, accept");
    }

    @Test
    void aTemplateThatDoesNotExistIsNamedWithFileAndLine() {
        assertThatThrownBy(() -> load(destination("http-jsn", "url", "{{partner.url}}")))
                .isInstanceOf(InvalidRouteFileException.class).hasMessageContaining("partner.camel.yaml', line 3")
                .hasMessageContaining("no template 'http-jsn'; there are file, http-form");
    }

    private static String destination(String template, String... parameters) {
        StringBuilder text = new StringBuilder("""
                - templatedRoute:
                    routeId: partner
                    routeTemplateRef: %s
                    parameters:
                      - name: name
                        value: partner
                """.formatted(template));
        for (int i = 0; i < parameters.length; i += 2) {
            text.append("      - name: ").append(parameters[i]).append("\n        value: \"").append(parameters[i + 1])
                    .append("\"\n");
        }
        return text.toString();
    }

    private void load(String text) throws IOException {
        Files.writeString(directory.resolve("partner.camel.yaml"), text);
        new RouteFiles(context, "destination", directory, "anivia.routes.dir").loadAll();
    }

    private void send(Object body) {
        context.createProducerTemplate().sendBodyAndHeader("direct:partner", body, "anivia-receipt", "r");
    }

    private static Map<String, Object> event(String id) {
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("id", id);
        event.put("type", "purchase");
        event.put("context", Map.of("app", "shop"));
        return event;
    }

    private static String json(String id) {
        return "{\"id\":\"" + id + "\",\"type\":\"purchase\",\"context\":{\"app\":\"shop\"}}";
    }
}
