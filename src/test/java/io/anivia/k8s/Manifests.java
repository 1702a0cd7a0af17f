package io.anivia.k8s;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.k8s.CustomResources.Kustomization;
import io.anivia.k8s.CustomResources.PodMonitor;
import io.anivia.k8s.CustomResources.PrometheusRule;
import io.anivia.k8s.CustomResources.RabbitmqCluster;
import io.anivia.k8s.CustomResources.ScaledObject;
import io.anivia.k8s.CustomResources.Shovel;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * Kubernetes documents, read as strictly as the API server reads them: a field its type does not have, a key given
 * twice, or a kind that is not listed here is an error that names the place.
 */
record Manifests(List<Document> documents) {

    /** One YAML document: where it stands, and what it says as the type of its kind. */
    record Document(String source, Object content) {
    }

    private static final Map<String, Class<?>> TYPES = Map.ofEntries(
            Map.entry("v1/ConfigMap", ConfigMap.class),
            Map.entry("v1/Service", Service.class),
            Map.entry("apps/v1/Deployment", Deployment.class),
            Map.entry("apps/v1/StatefulSet", StatefulSet.class),
            Map.entry("autoscaling/v2/HorizontalPodAutoscaler", HorizontalPodAutoscaler.class),
            Map.entry("networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class),
            Map.entry("policy/v1/PodDisruptionBudget", PodDisruptionBudget.class),
            Map.entry("rabbitmq.com/v1beta1/RabbitmqCluster", RabbitmqCluster.class),
            Map.entry("keda.sh/v1alpha1/ScaledObject", ScaledObject.class),
            Map.entry("rabbitmq.com/v1beta1/Shovel", Shovel.class),
            Map.entry("monitoring.coreos.com/v1/PodMonitor", PodMonitor.class),
            Map.entry("monitoring.coreos.com/v1/PrometheusRule", PrometheusRule.class),
            Map.entry("kustomize.config.k8s.io/v1beta1/Kustomization", Kustomization.class),
            Map.entry("kustomize.config.k8s.io/v1alpha1/Component", Kustomization.class));

    private static final ObjectMapper YAML = YAMLMapper
            .builder(YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .annotationIntrospector(new JacksonAnnotationIntrospector() {
                private static final long serialVersionUID = 1;

                /** The model would keep an unknown field as an additional property. */
                @Override
                public Boolean hasAnySetter(Annotated member) {
                    return false;
                }
            })
            .build();

    /** Every YAML file in these directories and below. */
    static Manifests below(Path... directories) {
        List<Document> documents = new ArrayList<>();
        for (Path directory : directories) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList()) {
                    documents.addAll(parse(file.toString(), Files.readString(file)));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + directory, e);
            }
        }
        return new Manifests(documents);
    }

    /** The documents of one text; {@code source} is for the errors. */
    static List<Document> parse(String source, String text) {
        List<Document> documents = new ArrayList<>();
        try (var parser = YAML.createParser(text); var nodes = YAML.readerFor(JsonNode.class).readValues(parser)) {
            while (nodes.hasNextValue()) {
                documents.add(typed(source + " [" + documents.size() + "]", (JsonNode) nodes.nextValue()));
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(source + ": " + e.getMessage(), e);
        }
        return documents;
    }

    private static Document typed(String place, JsonNode node) throws IOException {
        String kind = node.path("apiVersion").asText() + "/" + node.path("kind").asText();
        Class<?> type = TYPES.get(kind);
        if (type == null) {
            throw new IllegalArgumentException(place + ": no type known for " + kind);
        }
        try {
            return new Document(place + " " + node.path("kind").asText(), YAML.treeToValue(node, type));
        } catch (IOException e) {
            throw new IllegalArgumentException(place + ": " + e.getMessage(), e);
        }
    }

    <T> List<T> all(Class<T> type) {
        return documents.stream().map(Document::content).filter(type::isInstance).map(type::cast).toList();
    }
}
