package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an event goes is for the settings to say, never for the event: no shipped route computes an endpoint. */
class ShippedRoutesTest {

    private static final YAMLMapper YAML = new YAMLMapper(new YAMLFactory());

    /** Camel's steps whose endpoint is an expression; recipientList as a step, not the processor of that name. */
    private static final Set<String> DYNAMIC = Set.of("toD", "recipientList", "dynamicRouter", "routingSlip", "enrich",
            "pollEnrich", "wireTap", "serviceCall");
    /** Headers by which Camel's components let a message change its endpoint. */
    private static final Set<String> STEERING = Set.of("CamelHttpUri", "CamelHttpPath", "CamelHttpQuery",
            "CamelHttpRawQuery", "CamelHttpHost", "CamelHttpPort", "CamelFileName", "CamelRabbitmqRoutingKey",
            "CamelRabbitmqExchangeName");

    static Stream<Path> routes() throws IOException {
        return Files.walk(Path.of("routes")).filter(file -> file.toString().endsWith(".camel.yaml"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void noShippedRouteComputesAnEndpoint(Path file) throws IOException {
        assertThat(faults(Files.readString(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- toD: '${body[url]}'", "- to: {uri: 'http://${body[host]}/x'}", "- to: 'http:$simple{x}'",
            "- recipientList: {expression: {simple: {expression: '${header.to}'}}}",
            "- enrich: {expression: {constant: {expression: 'direct:x'}}}",
            "- to: {uri: 'http:x', parameters: {a: '${body}'}}",
            "- setHeader: {name: camelhttpuri, expression: {simple: {expression: '${body[url]}'}}}",
            "- setHeaders: {headers: [{name: CamelHttpPath, expression: {simple: {expression: '${body[url]}'}}}]}",
            "- choice: {when: [{expression: {}, steps: [{toD: {uri: 'x'}}]}]}"})
    void findsEachWayToDoSo(String step) throws IOException {
        assertThat(faults(step)).isNotEmpty();
    }

    @Test
    void findsThemInNestedSteps() throws IOException {
        assertThat(faults("- route: {from: {uri: 'direct:x', steps: [{to: {uri: 'http:{{y}}'}}]}}")).isEmpty();
        assertThat(faults("- route: {from: {uri: 'direct:x', steps: [{wireTap: {uri: 'http:y'}}]}}")).hasSize(1);
    }

    private static List<String> faults(String yaml) throws IOException {
        List<String> faults = new ArrayList<>();
        collect(YAML.readTree(yaml), faults);
        return faults;
    }

    private static void collect(JsonNode node, List<String> faults) {
        node.properties().forEach(member -> {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (DYNAMIC.contains(name)) {
                faults.add(name + ": " + value);
            } else if (name.equals("to") && isComputed(value)) {
                faults.add("an endpoint with an expression: " + value);
            } else if (name.equals("name") && STEERING.stream().anyMatch(value.asText()::equalsIgnoreCase)) {
                faults.add("sets " + value);
            }
        });
        node.forEach(child -> collect(child, faults));
    }

    /** Camel does not evaluate a plain endpoint, but some components do so with their options. */
    private static boolean isComputed(JsonNode endpoint) {
        return endpoint.toString().contains("${") || endpoint.toString().contains("$simple{");
    }
}
