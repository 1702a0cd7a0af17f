package io.anivia.prospector;

import static io.anivia.prospector.Payloads.anivia;
import static io.anivia.prospector.Payloads.payload;
import static io.anivia.prospector.Payloads.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

import io.anivia.prospector.SplitResult.StepCounts;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The steps for all events, in a route of Camel's. */
class DecorationProcessorTest {

    private static final String TWO = "{\"shared\":{\"n\":1},\"events\":[{\"a\":1,\"id\":\"x\"},{\"a\":2,\"id\":\"x\"}]}";

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final AtomicInteger exchanges = new AtomicInteger();

    @BeforeEach
    void start() {
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void stepsGetTheListOfEvents() throws Exception {
        SplitResult split = split(exchange -> {
            events(exchange).get(0).put("first", true);
            events(exchange).forEach(event -> object(event.get("shared")).put("n", event.get("a")));
        });

        assertThat(exchanges).hasValue(1);
        assertThat(split.events()).extracting(event -> event.members().get("shared"))
                .containsExactly(Map.of("n", 1), Map.of("n", 2));
        assertThat(split.events().get(0).members()).containsEntry("first", true);
        assertThat(utf8(split.events().get(0).json())).contains("\"first\":true");
        assertThat(split.decoration()).isEqualTo(StepCounts.NONE);
    }

    @Test
    void whatIsNotInTheListIsFilteredAndTheOrderIsTheClients() throws Exception {
        SplitResult reversed = split(exchange -> Collections.reverse(events(exchange)));
        assertThat(reversed.events()).extracting(event -> event.members().get("a")).containsExactly(1, 2);

        SplitResult split = split(exchange -> events(exchange).remove(0));
        assertThat(split.events()).extracting(event -> event.members().get("a")).containsExactly(2);
        assertThat(split.rejected()).isEmpty();
        assertThat(split.decoration()).isEqualTo(new StepCounts(1, 0));

        SplitResult none = split(exchange -> exchange.setRouteStop(true));
        assertThat(none.events()).isEmpty();
        assertThat(none.decoration()).isEqualTo(new StepCounts(2, 0));
    }

    @Test
    void whatProspectorSetIsPutBackButForWarnings() throws Exception {
        SplitResult split = split(exchange -> events(exchange).forEach(event -> {
            event.put("id", "forged");
            object(event.get("anivia")).putAll(Map.of("receipt", "forged", "warnings", List.of("w")));
        }));

        assertThat(split.events()).extracting(event -> event.members().get("id")).containsExactly("x", "x");
        assertThat(split.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("receipt", "r")
                .containsEntry("warnings", List.of("w")));
    }

    @Test
    void aFailureIsThatOfOneEvent() throws Exception {
        SplitResult split = split(exchange -> {
            for (Map<String, Object> event : events(exchange)) {
                if (event.put("done", true) == null && event.get("a").equals(1)) {
                    throw new IllegalStateException("secret of the payload");
                }
            }
        });

        assertThat(split.events()).hasSize(2);
        assertThat(split.events().get(0).members()).doesNotContainKey("done");
        assertThat(anivia(split.events().get(0)))
                .containsEntry("warnings", List.of("decorate failed: IllegalStateException"));
        assertThat(split.events().get(1).members()).containsEntry("done", true);
        assertThat(anivia(split.events().get(1))).doesNotContainKey("warnings");
        assertThat(split.decoration()).isEqualTo(new StepCounts(0, 1));
    }

    @Test
    void aStepRejectsItsEventIfItIsToldSo() throws Exception {
        SplitResult split = Payloads.SPLITTER.splitter().split(payload(utf8(TWO.replace("{\"a\":2", "{\"a\":{}"))),
                Payloads.EVENTS, Set.of(), decoration(route(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:decorate").to("fields:a?set=RAW(a.b = 1)&onError=dead");
                    }
                })));

        assertThat(split.events()).extracting(event -> event.members().get("a")).containsExactly(Map.of("b", 1));
        assertThat(split.rejected()).singleElement().satisfies(part -> {
            assertThat(part.reason()).startsWith("fields:a: there is no place for 'a.b'");
            assertThat(utf8(part.body())).isEqualTo("{\"a\":1,\"id\":\"x\"}");
        });
        assertThat(split.decoration()).isEqualTo(new StepCounts(0, 1));
    }

    @Test
    void aResultThatIsNoListOfTheseEventsIsAFailure() throws Exception {
        List<String> failed = List.of("decorate failed: its result is no list of events");
        assertThat(split(exchange -> exchange.getMessage().setBody("text")).events()).allSatisfy(event ->
                assertThat(anivia(event)).containsEntry("warnings", failed));
        assertThat(split(exchange -> events(exchange).add(events(exchange).get(0))).events()).hasSize(2)
                .allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings", failed));
        assertThat(split(exchange -> events(exchange).add(Map.of("a", 3))).events()).hasSize(2)
                .allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings", failed));

        SplitResult endless = split(exchange -> events(exchange).forEach(event -> event.put("self", event)));
        assertThat(endless.decoration()).isEqualTo(new StepCounts(0, 2));
        assertThat(endless.events()).allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings",
                List.of("decorate failed: its result has no JSON")));
    }

    @Test
    void aResultThatFailsWhenItIsLookedAtIsAFailure() throws Exception {
        SplitResult split = split(exchange -> exchange.getMessage().setBody(Payloads.FAILING));
        assertThat(split.events()).hasSize(2).allSatisfy(event -> assertThat(anivia(event)).containsEntry("warnings",
                List.of("decorate failed: IllegalStateException")));

        SplitResult one = split(exchange -> events(exchange).get(0).put("lazy", Payloads.FAILING));
        assertThat(one.events().get(0).members()).doesNotContainKey("lazy");
        assertThat(anivia(one.events().get(0))).containsEntry("warnings",
                List.of("decorate failed: IllegalStateException"));
        assertThat(anivia(one.events().get(1))).doesNotContainKey("warnings");
    }

    @Test
    void goesBehindTheStepsOfTheSource() throws Exception {
        Processor ofSource = exchange -> object(exchange.getMessage().getBody()).put("steps", new ArrayList<>(List.of(1)));
        SplitResult split = Payloads.SPLITTER.splitter().split(payload(utf8(TWO)), Payloads.EVENTS, Set.of(),
                new EventStages(new SourceStepsProcessor(context, "events", ofSource), new DecorationProcessor(context,
                        "events", exchange -> events(exchange).forEach(event -> list(event.get("steps")).add(2))), null));

        assertThat(split.events()).extracting(event -> event.members().get("steps"))
                .containsExactly(List.of(1, 2), List.of(1, 2));
    }

    @Test
    void aPayloadWhoseEventsTakeTooMuchToCopyIsRejected() throws Exception {
        PayloadSplitter small = Payloads.splitter(new PayloadLimits(10_000, 30, 10, 10, 100, 500)).splitter();
        String payload = "{\"shared\":[1,2,3,4,5,6,7,8,9,10],\"events\":[{},{},{}]}";

        assertThat(small.split(payload(utf8(payload)), Payloads.EVENTS, null).events()).hasSize(3);
        assertThat(small.split(payload(utf8(payload)), Payloads.EVENTS, Set.of(),
                decoration(new DecorationProcessor(context, "events", exchange -> { }))).rejected()).singleElement()
                .satisfies(part -> assertThat(part.reason()).contains("values together", "max-values"));
    }

    @Test
    void aPayloadOnWhichTheStackOverflowsIsRejected() {
        SplitResult split = Payloads.SPLITTER.splitter().split(payload(utf8(TWO)), Payloads.EVENTS, Set.of(),
                decoration(events -> {
                    throw new StackOverflowError();
                }));

        assertThat(split.events()).isEmpty();
        assertThat(split.rejected()).singleElement().returns(TWO, part -> utf8(part.body()));
    }

    @Test
    void waitsForARouteThatIsStopped() throws Exception {
        EventSteps steps = route(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:decorate").routeId("decorate").setBody(simple("${body}"));
            }
        });
        context.getRouteController().stopRoute("decorate");

        assertThatThrownBy(() -> Payloads.SPLITTER.splitter().split(payload(utf8(TWO)), Payloads.EVENTS, Set.of(),
                decoration(steps))).isInstanceOf(IllegalStateException.class).hasMessage("the route of decorate is stopped");
    }

    private SplitResult split(Processor steps) {
        return Payloads.SPLITTER.splitter().split(payload(utf8(TWO)), Payloads.EVENTS, Set.of(),
                decoration(new DecorationProcessor(context, "events", exchange -> {
                    exchanges.incrementAndGet();
                    steps.process(exchange);
                })));
    }

    private static EventStages decoration(EventSteps steps) {
        return new EventStages(null, steps, null);
    }

    private EventSteps route(RouteBuilder route) throws Exception {
        context.addRoutes(route);
        var producer = context.getEndpoint("direct:decorate?block=false").createProducer();
        producer.start();
        return new DecorationProcessor(context, "events", producer);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> events(Exchange exchange) {
        return (List<Map<String, Object>>) exchange.getMessage().getBody();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> object(Object value) {
        return (Map<String, Object>) value;
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(Object value) {
        return (List<Object>) value;
    }
}
