package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.k8s.CustomResources.ScaledObject;
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
        for (String expression : expressions()) {
            rules.add(Map.of("record", "expression:" + rules.size(), "expr", expression
                    .replace("$__rate_interval", "1m").replace("$namespace", "n").replace("$destination", "d")));
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

    private static List<String> expressions() throws IOException {
        List<String> expressions = new ArrayList<>();
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                assertThat(dashboard.get("uid").asText() + ".json").isEqualTo(file.getFileName().toString());
                dashboard.get("panels").forEach(panel -> panel.get("targets")
                        .forEach(target -> expressions.add(target.get("expr").asText())));
            }
        }
        Manifests.below(Path.of("k8s/components/keda")).all(ScaledObject.class).stream()
                .flatMap(scaler -> scaler.spec().triggers().stream())
                .filter(trigger -> trigger.type().equals("prometheus"))
                .forEach(trigger -> expressions.add(trigger.metadata().get("query")));
        return expressions;
    }
}
