package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import io.anivia.k8s.CustomResources.PodMonitor;
import io.anivia.k8s.CustomResources.RabbitmqCluster;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/** What must hold among documents that go into a cluster together, each rule an assertion of its own. */
final class ManifestRules {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\((\\w+)\\)");
    private static final Pattern SECRET_NAME = Pattern.compile("(?i).*(token|password|secret|_key).*");
    private static final Pattern PASSWORD_IN_URI = Pattern.compile("://[^/@]*:(?!\\$\\()[^/@]*@");

    private final Manifests manifests;

    ManifestRules(Manifests manifests) {
        this.manifests = manifests;
    }

    /** All rules that need nothing but the documents. */
    void hold() {
        probesUseManagementByName();
        selectorsFindPods();
        budgetsAndScalersKnowTheirTargets();
        podsAreLockedDown();
        variablesAreDefinedBeforeUse();
        brokerSecretsAreTheOperators();
        nothingSecretIsWrittenOut();
    }

    List<Deployment> deployments() {
        return manifests.all(Deployment.class);
    }

    void probesUseManagementByName() {
        assertThat(deployments()).hasSize(2).allSatisfy(deployment -> {
            Container container = container(deployment);
            assertThat(port(container, "management")).isEqualTo(9000);
            Map<String, Probe> probes = Map.of("/q/health/started", container.getStartupProbe(),
                    "/q/health/live", container.getLivenessProbe(), "/q/health/ready", container.getReadinessProbe());
            probes.forEach((path, probe) -> {
                assertThat(probe.getHttpGet().getPath()).isEqualTo(path);
                assertThat(probe.getHttpGet().getPort().getStrVal()).isEqualTo("management");
            });
        });
    }

    void selectorsFindPods() {
        assertThat(deployments()).allSatisfy(deployment -> {
            Map<String, String> labels = deployment.getSpec().getTemplate().getMetadata().getLabels();
            assertThat(labels).containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels());
            assertThat(deployment.getSpec().getTemplate().getSpec().getTopologySpreadConstraints()).isNotEmpty()
                    .allSatisfy(spread -> assertThat(spread.getLabelSelector().getMatchLabels()).isEqualTo(labels));
        });
        assertThat(manifests.all(Service.class)).isNotEmpty().allSatisfy(service -> service.getSpec().getPorts()
                .forEach(port -> hasPort(service.getSpec().getSelector(), port.getTargetPort().getStrVal(),
                        port.getPort())));
        assertThat(manifests.all(NetworkPolicy.class)).isNotEmpty().allSatisfy(policy -> policy.getSpec().getIngress()
                .forEach(rule -> rule.getPorts().forEach(port -> hasPort(
                        policy.getSpec().getPodSelector().getMatchLabels(), port.getPort().getStrVal(), null))));
        assertThat(manifests.all(PodMonitor.class)).allSatisfy(monitor -> monitor.spec().podMetricsEndpoints()
                .forEach(end -> hasPort(monitor.spec().selector().getMatchLabels(), end.port(), null)));
        assertThat(manifests.all(PodDisruptionBudget.class)).isNotEmpty().allSatisfy(budget -> assertThat(podLabels())
                .anySatisfy(pod -> assertThat(pod)
                        .containsAllEntriesOf(budget.getSpec().getSelector().getMatchLabels())));
        assertThat(manifests.all(RabbitmqCluster.class)).allSatisfy(cluster -> assertThat(cluster.spec().affinity()
                .getPodAntiAffinity().getRequiredDuringSchedulingIgnoredDuringExecution())
                .allSatisfy(term -> assertThat(rabbitmqLabels(cluster))
                        .containsAllEntriesOf(term.getLabelSelector().getMatchLabels())));
    }

    void budgetsAndScalersKnowTheirTargets() {
        Set<String> names = new HashSet<>(deployments().stream().map(d -> d.getMetadata().getName()).toList());
        assertThat(manifests.all(HorizontalPodAutoscaler.class)).hasSameSizeAs(names).allSatisfy(scaler -> {
            assertThat(scaler.getSpec().getScaleTargetRef().getApiVersion()).isEqualTo("apps/v1");
            assertThat(scaler.getSpec().getScaleTargetRef().getKind()).isEqualTo("Deployment");
            assertThat(scaler.getSpec().getScaleTargetRef().getName()).isIn(names);
            assertThat(scaler.getSpec().getMinReplicas()).isBetween(2, scaler.getSpec().getMaxReplicas());
        });
        assertThat(deployments()).as("the autoscaler owns the number")
                .allSatisfy(deployment -> assertThat(deployment.getSpec().getReplicas()).isNull());
        names.addAll(manifests.all(RabbitmqCluster.class).stream().map(c -> c.metadata().getName()).toList());
        assertThat(manifests.all(PodDisruptionBudget.class)).extracting(budget -> budget.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(names);
    }

    void podsAreLockedDown() {
        assertThat(deployments()).allSatisfy(deployment -> {
            PodSpec pod = pod(deployment);
            assertThat(pod.getAutomountServiceAccountToken()).isFalse();
            assertThat(pod.getEnableServiceLinks()).as("a Service's variables would read as settings").isFalse();
            assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
            Container container = container(deployment);
            assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
            assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
            assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
            assertThat(container.getResources().getLimits()).containsKeys("cpu", "memory");
            assertThat(container.getVolumeMounts()).extracting(mount -> mount.getName())
                    .containsExactlyInAnyOrderElementsOf(pod.getVolumes().stream().map(v -> v.getName()).toList());
        });
    }

    void variablesAreDefinedBeforeUse() {
        assertThat(deployments()).allSatisfy(deployment -> {
            Set<String> defined = new HashSet<>();
            container(deployment).getEnv().forEach(variable -> {
                assertThat(defined).as(variable.getName()).containsAll(references(variable));
                assertThat(defined.add(variable.getName())).as("%s twice", variable.getName()).isTrue();
            });
        });
    }

    void brokerSecretsAreTheOperators() {
        List<String> secrets = manifests.all(RabbitmqCluster.class).stream()
                .map(cluster -> cluster.metadata().getName() + "-default-user").toList();
        assertThat(deployments()).allSatisfy(deployment -> assertThat(container(deployment).getEnv())
                .filteredOn(variable -> variable.getName().startsWith("RABBITMQ_")).hasSize(4).allSatisfy(variable -> {
                    assertThat(variable.getValueFrom().getSecretKeyRef().getName()).isIn(secrets);
                    assertThat(variable.getValueFrom().getSecretKeyRef().getKey())
                            .isIn("host", "port", "username", "password")
                            .isEqualToIgnoringCase(variable.getName().replace("RABBITMQ_", ""));
                }));
    }

    void nothingSecretIsWrittenOut() {
        deployments().forEach(deployment -> container(deployment).getEnv().stream()
                .filter(variable -> variable.getValue() != null)
                .forEach(variable -> isNoSecret(variable.getName(), variable.getValue())));
    }

    static void isNoSecret(String name, String value) {
        assertThat(name).as("a secret comes by reference").doesNotMatch(SECRET_NAME);
        assertThat(value).as(name).doesNotContainPattern(PASSWORD_IN_URI);
    }

    /** Names of the settings a deployment's own variables give; not those that are only put together there. */
    static List<String> settings(Deployment deployment) {
        List<EnvVar> variables = container(deployment).getEnv();
        List<String> parts = variables.stream().flatMap(variable -> references(variable).stream()).toList();
        return variables.stream().map(EnvVar::getName).filter(name -> !parts.contains(name)).toList();
    }

    static PodSpec pod(Deployment deployment) {
        return deployment.getSpec().getTemplate().getSpec();
    }

    static Container container(Deployment deployment) {
        return assertThat(pod(deployment).getContainers()).singleElement().actual();
    }

    private static List<String> references(EnvVar variable) {
        String value = variable.getValue() == null ? "" : variable.getValue();
        return REFERENCE.matcher(value).results().map((MatchResult match) -> match.group(1)).toList();
    }

    private static Integer port(Container container, String name) {
        return container.getPorts().stream().filter(port -> port.getName().equals(name)).findFirst()
                .map(ContainerPort::getContainerPort).orElse(null);
    }

    private void hasPort(Map<String, String> selector, String name, Integer number) {
        assertThat(deployments()).filteredOn(deployment -> deployment.getSpec().getTemplate().getMetadata().getLabels()
                .entrySet().containsAll(selector.entrySet()))
                .as("pods %s", selector).isNotEmpty()
                .allSatisfy(deployment -> assertThat(port(container(deployment), name)).as(name).isNotNull()
                        .satisfies(port -> assertThat(number).isIn(null, port)));
    }

    private List<Map<String, String>> podLabels() {
        List<Map<String, String>> labels = new ArrayList<>();
        deployments().forEach(deployment -> labels.add(deployment.getSpec().getTemplate().getMetadata().getLabels()));
        manifests.all(RabbitmqCluster.class).forEach(cluster -> labels.add(rabbitmqLabels(cluster)));
        return labels;
    }

    /** The labels the operator gives its pods. */
    private static Map<String, String> rabbitmqLabels(RabbitmqCluster cluster) {
        return Map.of("app.kubernetes.io/name", cluster.metadata().getName(),
                "app.kubernetes.io/component", "rabbitmq", "app.kubernetes.io/part-of", "rabbitmq");
    }
}
