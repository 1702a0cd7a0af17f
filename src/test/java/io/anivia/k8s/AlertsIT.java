package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.k8s.CustomResources.PrometheusRule;
import io.anivia.k8s.CustomResources.PrometheusRule.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The alerts of the component monitoring, by Prometheus' own promtool; without it that part is skipped. */
class AlertsIT {

    private static final Path OPERATIONS = Path.of("src/docs/operations.md");
    /** The second looks back a week, in longer steps. */
    private static final List<Path> CASES = List.of(Path.of("src/test/resources/monitoring/rules.test.yml"),
            Path.of("src/test/resources/monitoring/rules-week.test.yml"));
    private static final String RUNBOOKS = "https://docs.example.com/anivia/operations.md#";
    private static final String PROMTOOL = "promtool";
    private static final long PATIENCE_SECONDS = 180;
    private static final Pattern METRIC = Pattern.compile("anivia_[a-z_]+");
    private static final Pattern LABELS = Pattern.compile("(?:by )?\\(([a-z, ]+)\\)|\\{([a-z]+)[=!~]");
    /** What the Prometheus Operator adds to each. */
    private static final Set<String> OF_KUBERNETES = Set.of("namespace", "pod");

    private final PrometheusRule alerts = (PrometheusRule) Manifests.below(Path.of("k8s/components/monitoring"))
            .documents().stream().map(Manifests.Document::content).filter(PrometheusRule.class::isInstance).findFirst()
            .orElseThrow();
    @TempDir
    private Path directory;

    @Test
    void eachFiresOverItsCauseAndOverNothingElse() throws Exception {
        assumeThat(isInstalled()).as("promtool is installed").isTrue();
        Path rules = directory.resolve("rules.yml");
        new YAMLMapper().writeValue(rules.toFile(), alerts.spec());
        assertThat(promtool("check", "rules", rules.toString())).contains("SUCCESS");
        for (Path file : CASES) {
            Path cases = Files.writeString(directory.resolve(file.getFileName()),
                    Files.readString(file).replace("[RULES]", "['" + rules + "']"));
            assertThat(promtool("test", "rules", cases.toString())).contains("SUCCESS");
        }
    }

    @Test
    void eachHasACaseInWhichItFires() throws IOException {
        String cases = Files.readString(CASES.get(0)) + Files.readString(CASES.get(1));
        assertThat(rules()).allSatisfy(rule -> assertThat(cases)
                .containsPattern("alertname=\"" + rule.alert() + "\", alertstate=\"firing\"|alertstate=\"firing\", "
                        + "alertname=\"" + rule.alert() + "\""));
    }

    @Test
    void eachHasARunbook() throws IOException {
        Set<String> headings = Files.readAllLines(OPERATIONS).stream().filter(line -> line.startsWith("### "))
                .map(line -> line.substring(4)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(rules()).isNotEmpty().allSatisfy(rule -> {
            assertThat(headings).contains(rule.alert());
            assertThat(rule.annotations().get("runbook_url"))
                    .isEqualTo(RUNBOOKS + rule.alert().toLowerCase(Locale.ROOT));
            assertThat(rule.annotations().get("summary")).isNotBlank();
            assertThat(rule.labels().get("severity")).isIn("warning", "critical");
        });
    }

    /** A section of an alert that is no more misleads. */
    @Test
    void eachRunbookHasAnAlert() throws IOException {
        assertThat(Files.readAllLines(OPERATIONS)).filteredOn(line -> line.startsWith("### Anivia"))
                .containsExactlyInAnyOrderElementsOf(rules().stream().map(rule -> "### " + rule.alert()).toList());
    }

    /** A slip is no alert: but what died is dead, and counted for a quarter of an hour. */
    @Test
    void eachButDeadLettersWaitsWhetherItPasses() {
        assertThat(rules()).filteredOn(rule -> rule.lasting() == null).extracting(Rule::alert)
                .containsExactly("AniviaDeadLetters");
    }

    /** That they are there in a running process is what {@code MetricsIT} looks at. */
    @Test
    void metricsAndLabelsAreThoseOfTheDocumentation() throws IOException {
        String table = Files.readString(OPERATIONS);
        assertThat(rules()).allSatisfy(rule -> {
            Set<String> labels = LABELS.matcher(rule.expr()).results().flatMap(AlertsIT::names)
                    .filter(label -> !OF_KUBERNETES.contains(label)).collect(Collectors.toSet());
            METRIC.matcher(rule.expr()).results().map(MatchResult::group).forEach(metric -> {
                String line = table.lines().filter(each -> each.contains("`" + metric)).findFirst().orElse("");
                assertThat(line).as(metric + " in " + OPERATIONS).isNotEmpty();
            });
            assertThat(labels).isSubsetOf("destination", "source", "reason", "status", "state", "queue", "use", "name");
        });
    }

    private static Stream<String> names(MatchResult match) {
        return Stream.of((match.group(1) != null ? match.group(1) : match.group(2)).split(", *"));
    }

    private List<Rule> rules() {
        return alerts.spec().groups().stream().flatMap(group -> group.rules().stream()).toList();
    }

    private static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, PROMTOOL)));
    }

    private String promtool(String... arguments) throws Exception {
        Process process = new ProcessBuilder(Stream.concat(Stream.of(PROMTOOL), Stream.of(arguments)).toList())
                .redirectErrorStream(true).redirectOutput(directory.resolve("promtool.log").toFile()).start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("promtool ends").isTrue();
        String said = Files.readString(directory.resolve("promtool.log"), StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
