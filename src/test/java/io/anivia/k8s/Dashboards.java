package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.k8s.CustomResources.ScaledObject;

/** What the dashboards of the component monitoring, and the scaler of the component keda, ask Prometheus. */
final class Dashboards {

    private static final Path DIRECTORY = Path.of("k8s/components/monitoring/dashboards");

    /**
     * One expression.
     *
     * @param panel where it stands: the dashboard and the panel's title, or {@code keda}
     * @param legend with labels of the result, {@code {{so}}}
     */
    record PanelQuery(String panel, String expr, String legend) {

        /** With values in place of Grafana's variables. */
        String filledIn(String namespace, String destination, String interval) {
            return expr.replace("$__rate_interval", interval).replace("$namespace", namespace)
                    .replace("$destination", destination);
        }
    }

    private Dashboards() {
    }

    static List<PanelQuery> queries() throws IOException {
        List<PanelQuery> queries = new ArrayList<>();
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            for (Path file : files.sorted().toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                String uid = dashboard.get("uid").asText();
                assertThat(uid + ".json").isEqualTo(file.getFileName().toString());
                dashboard.get("panels").forEach(panel -> panel.get("targets")
                        .forEach(target -> queries.add(new PanelQuery(uid + ": " + panel.get("title").asText(),
                                target.get("expr").asText(), target.get("legendFormat").asText()))));
            }
        }
        Manifests.below(Path.of("k8s/components/keda")).all(ScaledObject.class).stream()
                .flatMap(scaler -> scaler.spec().triggers().stream())
                .filter(trigger -> trigger.type().equals("prometheus"))
                .forEach(trigger -> queries.add(new PanelQuery("keda", trigger.metadata().get("query"), "")));
        return queries;
    }
}
