package io.anivia.docs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of options of our components, from the metadata that Camel generates. */
class OptionsTest {

    private static final Path METADATA = Path.of("src/generated/resources/META-INF/io/anivia");
    private static final Path PAGES = Path.of("src/docs");
    /** What Camel adds to the description of an option with a prefix. */
    private static final Pattern MULTI_VALUE = Pattern.compile(" This is a multi-value option with prefix: .*");
    /** Options that every consumer or producer of Camel has. */
    private static final Set<String> OF_CAMEL =
            Set.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");

    @ParameterizedTest
    @CsvSource({"sources.md, source, source/source.json", "destinations.md, destination, destination/destination.json",
            "destinations.md, splunk, destination/splunk/splunk.json",
            "destinations.md, omniture, destination/omniture/omniture.json",
            "destinations.md, async-http, destination/http/async-http.json",
            "steps.md, fields, step/fields.json", "steps.md, lookup, step/lookup.json",
            "steps.md, useragent, step/useragent.json", "steps.md, campaign, step/campaign.json",
            "steps.md, mapping, step/mapping.json",
            "steps.md, hash, step/hash.json", "steps.md, ip, step/ip.json",
            "steps.md, mask, step/mask.json", "steps.md, sample, step/sample.json"})
    void optionsAreThoseOfTheComponent(String page, String scheme, String metadata) throws IOException {
        JsonNode component = new ObjectMapper().readTree(METADATA.resolve(metadata).toFile());

        new Page(PAGES.resolve(page), scheme).check(table(component.get("properties")));
    }

    private static String table(JsonNode options) {
        List<String> rows = new ArrayList<>(List.of("| option | default | |", "|---|---|---|"));
        for (Map.Entry<String, JsonNode> option : options.properties()) {
            if (!OF_CAMEL.contains(option.getKey())) {
                rows.add(row(option.getKey(), option.getValue()));
            }
        }
        return String.join("\n", rows) + "\n";
    }

    /** Those that Camel knows. */
    private static String choices(JsonNode option) {
        List<String> choices = new ArrayList<>();
        option.path("enum").forEach(choice -> choices.add("`" + choice.asText() + "`"));
        return choices.isEmpty() ? "" : " One of " + String.join(", ", choices) + ".";
    }

    private static String row(String name, JsonNode option) {
        String value = option.path("defaultValue").asText();
        boolean isMillis = "duration".equals(option.path("type").asText()) && value.matches("[1-9]\\d*");
        String defaultValue = isMillis ? value + "ms" : value;
        String prefix = option.path("prefix").asText();
        String inPath = "path".equals(option.path("kind").asText()) ? " (behind the colon)" : "";
        return "| `" + (prefix.isEmpty() ? name : prefix + "…") + "`" + inPath + " |"
                + (defaultValue.isEmpty() ? "" : " `" + defaultValue + "`") + " | "
                + MULTI_VALUE.matcher(option.path("description").asText()).replaceFirst("").replace("|", "\\|")
                + choices(option) + " |";
    }
}
