package io.anivia.destination.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.destination.delivery.DeliveryException;
import io.anivia.destination.delivery.DeliveryException.Fault;
import io.anivia.fakes.Answer;
import io.anivia.fakes.FakePartner;
import io.anivia.fakes.ReceivedRequest;
import io.anivia.fakes.Reply;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The component, as a route uses it. */
class AsyncHttpIT {

    private final FakePartner partner = new FakePartner();
    private final CamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() {
        partner.start();
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
        partner.close();
    }

    @Test
    void sendsTheMessagesHeadersButNotCamels() {
        Exchange sent = send("", Map.of("Content-Type", "text/plain", "X-Key", "k\u00e9\r\nX-Bad: 1",
                "traceparent", "00-1",
                "CamelHttpUri", "http://127.0.0.1:1/", "Host", "elsewhere", "Content-Length", "3", "Transfer-Encoding",
                "chunked", "no token", "x", "X-Number", 7));

        assertThat(sent.getException(DeliveryException.class)).as("415: not JSON").isNotNull();
        ReceivedRequest request = partner.requests().get(0);
        assertThat(request.headers()).containsEntry("Content-Type", "text/plain")
                .containsEntry("X-Key", "k%C3%A9%0D%0AX-Bad: 1").containsEntry("traceparent", "00-1")
                .containsEntry("Host", "127.0.0.1:" + partner.port()).containsEntry("Content-Length", "8")
                .containsEntry("X-Number", "7")
                .doesNotContainKeys("X-Bad", "CamelHttpUri", "Transfer-Encoding", "no token");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "DELETE"})
    void sendsByOtherMethods(String method) {
        partner.next(Answer.status(204));

        assertThat(send("&httpMethod=" + method, Map.of()).getException()).isNull();
        assertThat(partner.requests()).extracting(ReceivedRequest::method).containsExactly(method);
    }

    @Test
    void givesTheResponseToTheNextStep() {
        partner.next(Answer.reply(new Reply(201, Map.of(), "{\"error\":\"none\"}")));

        Exchange sent = send("", Map.of());

        assertThat(sent.getMessage().getBody()).isEqualTo("{\"error\":\"none\"}");
        assertThat(sent.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE)).isEqualTo(201);
    }

    @Test
    void aLongResponseIsCutAndItsStatusDecides() {
        partner.next(Answer.reply(new Reply(200, Map.of(), "x".repeat(100_000_000))),
                Answer.reply(new Reply(400, Map.of(), "y".repeat(100_000_000))));

        assertThat(send("&maxResponse=100", Map.of()).getMessage().getBody(String.class)).hasSize(100);
        assertThat(send("&maxResponse=100", Map.of()).getException(DeliveryException.class))
                .returns(Fault.POISON, DeliveryException::fault)
                .satisfies(e -> assertThat(e.answer()).hasValue("y".repeat(100)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x%26b%3D1", "100%25", "%2525", "a+b%20c", "a=b&c?d", "RAW", "%3Ca%3E"})
    void aUrlWrittenInARouteIsUsedAsItIs(String query) throws Exception {
        Resource file = ResourceHelper.fromString("test.yaml", """
                - route:
                    id: test
                    from:
                      uri: direct:test
                      steps:
                        - to:
                            uri: async-http:test
                            parameters:
                              url: "%s/in?q=%s"
                              responseTimeout: 5s
                """.formatted(partner.url(), query));
        PluginHelper.getRoutesLoader(camel).loadRoutes(file);
        camel.createProducerTemplate().send("direct:test", e -> e.getMessage().setBody("{}"));

        assertThat(partner.requests()).extracting(ReceivedRequest::query).containsExactly("q=" + query);
    }

    @ParameterizedTest
    @ValueSource(strings = {"httpMethod=GET", "httpMethod=post", "maxConnections=-1", "maxResponse=-1",
            "connectTimeout=0", "responseTimeout=0", "requestTimeout=0", "method=PUT"})
    void refusesOptionsThatMakeNoSense(String option) {
        assertThatThrownBy(() -> camel.getEndpoint("async-http:x?url=RAW(http://a/)&" + option)).rootCause()
                .hasMessageContaining(option.replaceAll("=.*", ""));
    }

    @Test
    void neverBlocksItsCallerAndCallsBackOnce() throws Exception {
        partner.always(Answer.slow(Duration.ofMillis(200)));
        AsyncProducer producer = camel.getEndpoint(uri("")).createAsyncProducer();
        producer.start();
        int requests = 64;
        AtomicInteger calls = new AtomicInteger();
        CountDownLatch answered = new CountDownLatch(requests);
        for (int i = 0; i < requests; i++) {
            Exchange exchange = producer.getEndpoint().createExchange();
            exchange.getMessage().setBody("{\"id\":\"" + i + "\"}");
            exchange.getMessage().setHeader("Content-Type", "application/json");
            assertThat(producer.process(exchange, sync -> {
                calls.incrementAndGet();
                answered.countDown();
            })).isFalse();
        }

        assertThat(answered.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(partner.ids()).hasSize(requests);
        producer.stop();
        assertThat(calls).hasValue(requests);
    }

    @Test
    void aStepThatBlocksHoldsUpNoOtherEndpoint() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:blocking").to(uri("")).process(e -> {
                    entered.countDown();
                    blocked.await();
                });
                from("direct:other").to("async-http:other?url=RAW(" + partner.url() + "/other)");
            }
        });
        var blocking = camel.createProducerTemplate().asyncSend("direct:blocking", this::event);
        assertThat(entered.await(20, TimeUnit.SECONDS)).isTrue();

        assertThat(camel.createProducerTemplate().send("direct:other", this::event).getException()).isNull();
        blocked.countDown();
        assertThat(blocking.get(20, TimeUnit.SECONDS).getException()).isNull();
    }

    @Test
    void anErrorEndsTheExchange() {
        AsyncHttpEndpoint endpoint = camel.getEndpoint(uri(""), AsyncHttpEndpoint.class);
        Exchange sent = camel.createProducerTemplate().send(endpoint, e -> {
            e.getMessage().setBody("{}");
            e.getMessage().setHeader("X-Odd", new Object() {
                @Override
                public String toString() {
                    throw new NoClassDefFoundError("odd");
                }
            });
        });

        assertThat(sent.getException()).hasRootCauseInstanceOf(NoClassDefFoundError.class);
    }

    private void event(Exchange exchange) {
        exchange.getMessage().setBody("{\"id\":\"1\"}");
        exchange.getMessage().setHeader("Content-Type", "application/json");
    }

    private Exchange send(String options, Map<String, Object> headers) {
        return camel.createProducerTemplate().send(uri(options), e -> {
            e.getMessage().setBody("not JSON");
            e.getMessage().setHeaders(new HashMap<>(headers));
        });
    }

    private String uri(String options) {
        return "async-http:partner?url=RAW(" + partner.url() + "/in)" + options;
    }
}
