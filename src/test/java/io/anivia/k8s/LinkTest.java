package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.anivia.k8s.CustomResources.RabbitmqCluster;
import io.anivia.k8s.CustomResources.Shovel;
import org.junit.jupiter.api.Test;

/** The link as Kubernetes has it, beside {@code src/docs/links/shovel.json}, which is tested on real brokers. */
class LinkTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private final Manifests manifests = Manifests.below(Path.of("k8s"));

    @Test
    void theResourceIsTheParameterButForWhatItCannotSay() throws IOException {
        JsonNode parameter = JSON.readTree(Path.of("src/docs/links/shovel.json").toFile());
        Map<String, String> expected = new TreeMap<>();
        parameter.properties().forEach(
                field -> expected.put(camelCase(field.getKey()), field.getValue().asText()));
        // In the secret; and no members of the resource.
        expected.keySet().removeIf(name -> name.endsWith("Uri") || name.endsWith("Args"));

        Map<String, String> actual = new TreeMap<>();
        JSON.valueToTree(shovel().spec()).properties()
                .forEach(field -> actual.put(field.getKey(), field.getValue().asText()));
        actual.keySet().removeAll(Set.of("name", "rabbitmqClusterReference", "uriSecret"));
        assertThat(actual).isEqualTo(expected);
    }

    @Test
    void itRunsInTheEdgesBroker() {
        assertThat(manifests.all(RabbitmqCluster.class)).extracting(cluster -> cluster.metadata().getName())
                .contains(shovel().spec().rabbitmqClusterReference().name());
    }

    private Shovel shovel() {
        return assertThat(manifests.all(Shovel.class)).singleElement().actual();
    }

    private static String camelCase(String name) {
        StringBuilder camel = new StringBuilder();
        for (String word : name.split("-")) {
            camel.append(camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return camel.toString();
    }
}
