package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;

import io.anivia.contract.MessageHeaders;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps of a source, in routes of Camel's. */
class SourceStepsProcessorTest {

    private static final String TWO = "{\"shared\":{\"n\":1},\"events\":[{\"a\":1,\"id\":\"x\"},{\"a\":2}]}";

    private final DefaultCamelContext context = new DefaultCamelContext();

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void stepsChangeEachEventByItself() throws Exception {
        SplitResult split = split(exchange -> {
            assertThat(exchange.getMessage().getHeaders()).isEqualTo(Map.of(MessageHeaders.SOURCE, "events"));
            Map<String, Object> event = body(exchange);
            event.put("b", event.remove("a"));
            object(event.get("shared")).put("n", 2);
        });

        assertThat(split.events()).extracting(event -> event.members().get("b")).containsExactly(1, 2);
        assertThat(split.events()).extracting(event -> event.members().get("shared"))
                .containsExactly(Map.of("n", 2), Map.of("n", 2));
        assertThat(split.events()).allSatisfy(event -> assertThat(utf8(event.json())).contains("\"b\":")
                .doesNotContain("\"a\":"));
        assertThat(split.source().failures()).isZero();
    }

    @Test
    void whatProspectorSetIsPutBack() throws Exception {
        SplitResult split = split(exchange -> {
            Map<String, Object> event = body(exchange);
            event.put("id", "forged");
            event.remove("timestamp");
            event.put("anivia", new ArrayList<>());
        });

        assertThat(split.events()).extracting(Event::id).containsExactly("x", "r-1");
        assertThat(split.events()).extracting(event -> event.members().get("id")).containsExactly("x", "r-1");
        assertThat(split.events()).extracting(event -> event.members().get("timestamp"))
                .containsOnly("2026-11-23T13:42:49.500Z");
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("receipt", "r"));
    }

    @Test
    void warningsOfStepsAreKept() throws Exception {
        SplitResult split = split(exchange -> object(body(exchange).get("anivia"))
                .putAll(Map.of("warnings", List.of("hash failed"), "receipt", "forged")));

        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("receipt", "r")
                .containsEntry("warnings", List.of("hash failed")));
    }

    @Test
    void anEventOnWhichTheyFailStaysAsItWas() throws Exception {
        SplitResult split = split(exchange -> {
            Map<String, Object> event = body(exchange);
            if (event.remove("a").equals(1)) {
                object(event.get("shared")).clear();
                throw new IllegalStateException("secret of the payload");
            }
        });

        assertThat(split.source().failures()).isEqualTo(1);
        assertThat(split.events()).hasSize(2);
        assertThat(split.events().get(0).members()).containsEntry("a", 1).containsEntry("shared", Map.of("n", 1));
        assertThat(anivia(split.events().get(0)))
                .containsEntry("warnings", List.of("source step failed: IllegalStateException"));
        assertThat(utf8(split.events().get(0).json())).contains("source step failed").doesNotContain("secret");
        assertThat(anivia(split.events().get(1))).doesNotContainKey("warnings");
    }

    @Test
    void aStepWhoseExecutorIsFullIsAFailureOfTheEventAndNoStoppedRoute() throws Exception {
        SplitResult split = split(exchange -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(split.source().failures()).isEqualTo(2);
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event))
                .containsEntry("warnings", List.of("source step failed: RejectedExecutionException")));
    }

    @Test
    void aResultThatIsNoEventIsAFailure() throws Exception {
        assertThat(split(exchange -> exchange.getMessage().setBody("text")).events()).allSatisfy(event ->
                assertThat(anivia(event)).containsEntry("warnings",
                        List.of("source step failed: its result is no object")));
        SplitResult split = split(exchange -> body(exchange).put("self", body(exchange)));
        assertThat(split.source().failures()).isEqualTo(2);
        assertThat(split.events()).allSatisfy(event -> assertThat(event.members()).doesNotContainKey("self"));
    }

    @Test
    void aResultThatFailsWhenItIsLookedAtIsAFailure() throws Exception {
        SplitResult split = split(exchange -> body(exchange).put("lazy", Payloads.FAILING));

        assertThat(split.source().failures()).isEqualTo(2);
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings",
                List.of("source step failed: IllegalStateException")));
    }

    @Test
    void whatAStepKeepsIsNoLongerTheEvent() throws Exception {
        List<Map<String, Object>> kept = new ArrayList<>();
        SplitResult split = split(exchange -> {
            kept.add(object(body(exchange).get("shared")));
            kept.forEach(shared -> shared.put("n", kept.size()));
        });

        assertThat(split.events()).extracting(event -> event.members().get("shared"))
                .containsExactly(Map.of("n", 1), Map.of("n", 2));
    }

    @Test
    void anEventThatTheRouteStopsForIsRoutedNowhere() throws Exception {
        SplitResult split = split(processorOf(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:source").filter(simple("${body[a]} == 1")).stop().end().setBody(simple("${body}"));
            }
        }));

        assertThat(split.events()).extracting(Event::index).containsExactly(1);
        assertThat(split.rejected()).isEmpty();
        assertThat(split.filtered()).isEqualTo(1);
        assertThat(split.source().failures()).isZero();
    }

    @Test
    void aRouteThatFailsIsAFailure() throws Exception {
        SplitResult split = split(processorOf(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:source").throwException(IllegalArgumentException.class, "secret");
            }
        }));

        assertThat(split.source().failures()).isEqualTo(2);
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings",
                List.of("source step failed: IllegalArgumentException")));
    }

    @Test
    void anEventThatTheyMakeTooLargeIsRejectedByItself() throws Exception {
        PayloadSplitter small = Payloads.splitter(new PayloadLimits(10_000, 1_000, 10, 10, 100, 500)).splitter();

        SplitResult split = small.split(payload(utf8(TWO)), Payloads.EVENTS,
                new SourceStepsProcessor(context, "events", exchange -> {
                    if (body(exchange).get("a").equals(2)) {
                        body(exchange).put("big", "x".repeat(500));
                    }
                }));

        assertThat(split.events()).extracting(Event::index).containsExactly(0);
        assertThat(split.rejected()).singleElement().returns("{\"a\":2}", part -> utf8(part.body()));
    }

    private SplitResult split(Processor steps) {
        return Payloads.SPLITTER.splitter().split(payload(utf8(TWO)), Payloads.EVENTS,
                new SourceStepsProcessor(context, "events", steps));
    }

    private Processor processorOf(RouteBuilder route) throws Exception {
        context.addRoutes(route);
        context.start();
        Consumer consumer = context.getRoutes().get(0).getConsumer();
        return ((DefaultConsumer) consumer).getProcessor();
    }

    private static Map<String, Object> body(Exchange exchange) {
        return object(exchange.getMessage().getBody());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }
}
