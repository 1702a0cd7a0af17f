package io.anivia.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.contract.EventJson;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The steps that src/docs/steps.md writes do with its events what it says: a block of YAML, then one of JSON with an
 * event, then one with what becomes of it. A file that a step names is a block in front, behind a line that ends with
 * its name in backticks and a colon.
 */
class DocumentedStepsTest {

    private static final Path PAGE = Path.of("src/docs/steps.md");
    private static final Pattern EXAMPLE = Pattern.compile(
            "(?ms)^```yaml\n((?:(?!^```).)*)^```\\s+^```json\n((?:(?!^```).)*)^```\\s+^becomes[^\n]*\\s+"
                    + "^```json\n((?:(?!^```).)*)^```$");
    /** The value of a setting that is a secret. */
    private static final String KEY = "a-key-of-this-page";
    private static final Pattern FILE = Pattern.compile("(?ms)^[^\n]*`([^`\n]+)`:\n\n```\\w*\n((?:(?!^```).)*)^```$");

    @TempDir
    Path directory;

    record StepExample(String steps, String event, String result) {

        @Override
        public String toString() {
            return steps.strip().lines().skip(1).findFirst().orElse(steps).strip();
        }
    }

    static List<StepExample> examples() throws IOException {
        return EXAMPLE.matcher(Files.readString(PAGE)).results()
                .map(match -> new StepExample(match.group(1), match.group(2), match.group(3))).toList();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void stepDoesWhatThePageSays(StepExample example) throws Exception {
        Map<String, Path> files = files();
        CamelContext context = new DefaultCamelContext();
        try {
            context.start();
            Exchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody(event(example.event()));
            for (JsonNode step : new YAMLMapper().readTree(example.steps())) {
                Map<String, Object> parameters = new HashMap<>();
                step.at("/to/parameters").properties().forEach(option ->
                        parameters.put(option.getKey(), value(option.getValue().asText(), files)));
                context.createProducerTemplate().send(context.getEndpoint(step.at("/to/uri").asText(), parameters),
                        exchange);
                assertThat(exchange.getException()).isNull();
            }
            assertThat(exchange.getMessage().getBody()).isEqualTo(event(example.result()));
        } finally {
            context.stop();
        }
    }

    private static Object value(String written, Map<String, Path> files) {
        if (written.startsWith("RAW({{")) {
            return "RAW(" + KEY + ")";
        }
        return files.containsKey(written) ? files.get(written).toString() : "RAW(" + written + ")";
    }

    private Map<String, Path> files() throws IOException {
        Map<String, Path> files = new HashMap<>();
        for (MatchResult file : FILE.matcher(Files.readString(PAGE)).results().toList()) {
            Path written = directory.resolve(file.group(1).replace('/', '-'));
            files.put(file.group(1), Files.writeString(written, file.group(2)));
        }
        return files;
    }

    private static Map<String, Object> event(String json) throws IOException {
        return EventJson.read(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing of an example is passed over because it is written in another way. */
    @Test
    void everySectionHasAnExample() throws Exception {
        List<String> missing = new ArrayList<>();
        for (String section : Files.readString(PAGE).split("(?m)^## ")) {
            if (section.contains("<!-- generated:") && !EXAMPLE.matcher(section).find()) {
                missing.add(section.lines().findFirst().orElseThrow());
            }
        }
        assertThat(missing).isEmpty();
    }
}
