package io.anivia.k8s;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBehavior;

/**
 * The documents under {@code k8s/} that are not Kubernetes' own, as far as they are used there. What a record does not
 * name fails to be read: look it up before adding it.
 */
final class CustomResources {

    private CustomResources() {
    }

    /** See the RabbitMQ Cluster Operator's API reference, {@code rabbitmq.com/v1beta1}. */
    record RabbitmqCluster(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(Integer replicas, String image, Persistence persistence, ResourceRequirements resources,
                Affinity affinity, Configuration rabbitmq) {
        }

        record Persistence(String storageClassName, String storage) {
        }

        record Configuration(List<String> additionalPlugins, String additionalConfig) {
        }
    }

    /** See the RabbitMQ Messaging Topology Operator's API reference, {@code rabbitmq.com/v1beta1}. */
    record Shovel(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(String name, Reference rabbitmqClusterReference, Reference uriSecret, String srcProtocol,
                String srcQueue, Integer srcPrefetchCount, String destProtocol, String destQueue, String ackMode,
                Integer reconnectDelay) {
        }

        record Reference(String name) {
        }
    }

    /** See the Prometheus Operator's API reference, {@code monitoring.coreos.com/v1}. */
    record PodMonitor(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(LabelSelector selector, List<Endpoint> podMetricsEndpoints) {
        }

        record Endpoint(String port, String path, String interval) {
        }
    }

    /** See the Prometheus Operator's API reference, {@code monitoring.coreos.com/v1}. */
    record PrometheusRule(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(List<Group> groups) {
        }

        record Group(String name, List<Rule> rules) {
        }

        @JsonInclude(JsonInclude.Include.NON_NULL)
        record Rule(String alert, String expr, @JsonProperty("for") String lasting, Map<String, String> labels,
                Map<String, String> annotations) {
        }
    }

    /** See KEDA's reference of the ScaledObject, {@code keda.sh/v1alpha1}. */
    record ScaledObject(String apiVersion, String kind, ObjectMeta metadata, Spec spec) {

        record Spec(Target scaleTargetRef, Integer pollingInterval, Integer minReplicaCount, Integer maxReplicaCount,
                Advanced advanced, List<Trigger> triggers) {
        }

        record Target(String name) {
        }

        record Advanced(Autoscaler horizontalPodAutoscalerConfig) {
        }

        record Autoscaler(HorizontalPodAutoscalerBehavior behavior) {
        }

        record Trigger(String type, String metricType, Map<String, String> metadata) {
        }
    }

    /** A kustomization or a component. That there is no {@code secretGenerator} is on purpose. */
    record Kustomization(String apiVersion, String kind, String namespace, List<String> resources,
            List<String> components, List<Image> images, List<Generator> configMapGenerator, List<Patch> patches) {

        Kustomization {
            resources = orEmpty(resources);
            components = orEmpty(components);
            images = orEmpty(images);
            configMapGenerator = orEmpty(configMapGenerator);
            patches = orEmpty(patches);
        }

        record Image(String name, String newName, String newTag) {
        }

        record Generator(String name, String namespace, String behavior, List<String> files, List<String> literals,
                GeneratorOptions options) {

            Generator {
                files = orEmpty(files);
                literals = orEmpty(literals);
            }
        }

        record GeneratorOptions(Map<String, String> labels, boolean disableNameSuffixHash) {
        }

        record Patch(Target target, String patch, Options options) {
        }

        record Options(boolean allowKindChange) {
        }

        record Target(String kind, String name, String labelSelector) {
        }

        private static <T> List<T> orEmpty(List<T> list) {
            return list == null ? List.of() : List.copyOf(list);
        }
    }
}
