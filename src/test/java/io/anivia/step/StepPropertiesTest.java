package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import io.anivia.prospector.JsonArbitraries;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of every step, whatever the event and the options are. */
class StepPropertiesTest {

    private static final List<String> RESERVED = List.of("id", "timestamp", "anivia");
    /** Names that the options of the steps have, so that these find something. */
    private static final List<String> NAMES = List.of("a", "b", "ip", "user", "type", "a.b", "0");

    private final List<StepEndpoint> endpoints = StepExamples.endpoints();

    @Property(tries = 500)
    void leavesTheEventAndWhatIsAnivias(@ForAll("events") String json) throws Exception {
        Map<String, Object> event = Steps.event(json);
        String before = Steps.json(event);
        for (StepEndpoint endpoint : endpoints) {
            EventStep step = endpoint.step();
            String result = apply(step, event);
            assertThat(Steps.json(event)).as("the event, after %s", endpoint).isEqualTo(before);
            assertThat(apply(step, event)).as("a second time, %s", endpoint).isEqualTo(result);
        }
    }

    /** The result as JSON; {@code null} if the event is dropped, or if the step says that it cannot do it. */
    private static String apply(EventStep step, Map<String, Object> event) throws Exception {
        Map<String, Object> result;
        try {
            result = step.apply(event);
        } catch (StepException e) {
            assertThat(e).hasMessageNotContaining("\n");
            return null;
        }
        if (result == null) {
            return null;
        }
        for (String name : RESERVED) {
            assertThat(result.containsKey(name)).isEqualTo(event.containsKey(name));
            assertThat(result.get(name)).isEqualTo(event.get(name));
        }
        return Steps.json(result);
    }

    @Provide
    Arbitrary<String> events() {
        return Combinators.combine(Arbitraries.of("'id':'1','timestamp':'t',", ""), knownMembers(),
                JsonArbitraries.members(), Arbitraries.of(",'anivia':{'index':0}", "")).as((ids, known, members, anivia) ->
                        "{" + ids.replace('\'', '"') + "\"x\":1" + prefixed(known) + prefixed(members)
                                + anivia.replace('\'', '"') + "}").map(json -> json.replace("'", "\\u0027"));
    }

    private static String prefixed(List<String> members) {
        return members.isEmpty() ? "" : "," + String.join(",", members);
    }

    private static Arbitrary<List<String>> knownMembers() {
        Arbitrary<String> values = Arbitraries.lazyOf(StepPropertiesTest::texts, JsonArbitraries::values,
                () -> knownMembers().map(members -> "{" + String.join(",", members) + "}"));
        return Combinators.combine(Arbitraries.of(NAMES), values).as((name, value) -> "\"" + name + "\":" + value).list()
                .ofMaxSize(4);
    }

    /** Texts in which the steps find something. */
    private static Arbitrary<String> texts() {
        return Arbitraries.of("4111 1111 1111 1111", "jane@example.com", "%40", "+49 170 1234567", "@", " ", "192.0.2.17",
                        "2001:db8::1", "::ffff:192.0.2.1", ",", ":", "%eth0", "[", "]", "4", "x", ".").list().ofMaxSize(5)
                .map(parts -> "\"" + String.join("", parts) + "\"");
    }
}
