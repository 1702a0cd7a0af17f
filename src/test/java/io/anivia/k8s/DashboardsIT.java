package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.k8s.Dashboards.PanelQuery;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards of the component monitoring, and the query of the component keda. */
class DashboardsIT {

    private static final Path OPERATIONS = Path.of("src/docs/operations.md");
    private static final Path DASHBOARDS = Path.of("k8s/components/monitoring/dashboards");
    private static final Pattern METRIC = Pattern.compile("anivia_[a-z_]+");
    private static final long PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    @Test
    void eachExpressionIsOne() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")))).as("promtool is installed").isTrue();
        List<Map<String, String>> rules = new ArrayList<>();
        for (PanelQuery query : Dashboards.queries()) {
            rules.add(Map.of("record", "expression:" + rules.size(), "expr", query.filledIn("n", "d", "1m")));
        }
        Path file = directory.resolve("rules.yml");
        new YAMLMapper().writeValue(file.toFile(),
                Map.of("groups", List.of(Map.of("name", "dashboards", "rules", rules))));
        Process promtool = new ProcessBuilder("promtool", "check", "rules", "--lint=none", file.toString())
                .redirectErrorStream(true).redirectOutput(directory.resolve("promtool.log").toFile()).start();

        assertThat(promtool.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("promtool ends").isTrue();
        assertThat(promtool.exitValue()).as(Files.readString(directory.resolve("promtool.log"))).isZero();
    }

    /** That they are there in a running process is what {@code MetricsIT} looks at. */
    @Test
    void metricsAreThoseOfTheDocumentation() throws IOException {
        String table = Files.readString(OPERATIONS);
        assertThat(expressions()).flatMap(expression -> METRIC.matcher(expression).results().map(MatchResult::group)
                .map(metric -> metric.replaceAll("_bucket$", "")).toList())
                .isNotEmpty().allSatisfy(metric -> assertThat(table).containsPattern("`" + metric + "[`{]"));
    }

    @Test
    void panelsHaveIdsOfTheirOwnAndDoNotOverlap() throws IOException {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.toList()) {
                JsonNode panels = new ObjectMapper().readTree(file.toFile()).get("panels");
                assertThat(panels.findValuesAsText("id")).as(file.toString()).doesNotHaveDuplicates();
                Set<String> cells = new HashSet<>();
                for (JsonNode panel : panels) {
                    JsonNode place = panel.get("gridPos");
                    int right = place.get("x").asInt() + place.get("w").asInt();
                    assertThat(right).isLessThanOrEqualTo(24);
                    for (int x = place.get("x").asInt(); x < right; x++) {
                        for (int y = 0; y < place.get("h").asInt(); y++) {
                            assertThat(cells.add(x + "," + (place.get("y").asInt() + y)))
                                    .as(file + ": " + panel.get("title").asText()).isTrue();
                        }
                    }
                }
            }
        }
    }

    private static List<String> expressions() throws IOException {
        return Dashboards.queries().stream().map(PanelQuery::expr).toList();
    }
}
