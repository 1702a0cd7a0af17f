package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.k8s.CustomResources.Kustomization;
import io.anivia.k8s.CustomResources.Kustomization.Generator;
import io.anivia.k8s.CustomResources.RabbitmqCluster;
import io.fabric8.kubernetes.api.model.Lifecycle;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files under {@code k8s/} as they are written; {@link KustomizeTest} has what kustomize makes of them. */
class ManifestsTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Pattern SECRET_KEY = Pattern.compile("--from-literal=(\\w+)=");

    private final Manifests manifests = Manifests.below(Path.of("k8s"));
    private final ManifestRules rules = new ManifestRules(manifests);

    @Test
    void documentsGoTogether() {
        rules.hold();
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{apiVersion: apps/v1, kind: Deployment, spec: {template: {spec: {containers: [{nam: x}]}}}}",
            "{apiVersion: apps/v1, kind: Deployment, spec: {minReadySeconds: 1, minReadySeconds: 2}}",
            "{apiVersion: rabbitmq.com/v1beta1, kind: RabbitmqCluster, spec: {replica: 3}}",
            "{apiVersion: v1, kind: Secret, stringData: {a: b}}",
            "{apiVersion: kustomize.config.k8s.io/v1beta1, kind: Kustomization, secretGenerator: []}"})
    void refusesWhatItDoesNotKnow(String document) {
        assertThatThrownBy(() -> Manifests.parse("test", document)).hasMessageStartingWith("test");
    }

    @Test
    void everyDestinationsRouteIsInTheConfigMap() throws IOException {
        Generator destinations = generators("anivia-destinations", routes()).findFirst().orElseThrow();
        try (Stream<Path> files = Files.list(ROUTES.resolve("destinations"))) {
            assertThat(destinations.files()).containsExactlyInAnyOrderElementsOf(files
                    .map(file -> ROUTES.relativize(file).toString())
                    .filter(file -> file.endsWith(".camel.yaml")).toList());
        }
    }

    @Test
    void variablesAreSettings() throws Exception {
        KnownSettings known = KnownSettings.ofTheProject();
        Stream<String> own = rules.deployments().stream().map(ManifestRules::settings).flatMap(List::stream);
        Stream<String> generated = literals().keySet().stream();
        Stream<String> secret = SECRET_KEY.matcher(Files.readString(Path.of("k8s", "README.md"))).results()
                .map(match -> match.group(1));
        assertThat(Stream.of(own, generated, secret).flatMap(Function.identity()).distinct())
                .contains("ANIVIA_BROKER_URI", "ANIVIA_ROLES", "SPLUNK_HEC_TOKEN").allMatch(known::contain);
    }

    @Test
    void nothingSecretIsAmongTheLiterals() {
        literals().forEach(ManifestRules::isNoSecret);
    }

    @Test
    void configMapsAreGenerated() {
        List<String> generated = Stream.concat(kustomizations(), routes())
                .flatMap(kustomization -> kustomization.configMapGenerator().stream())
                .filter(generator -> generator.behavior() == null).map(Generator::name).toList();
        assertThat(rules.deployments()).allSatisfy(deployment -> {
            assertThat(ManifestRules.container(deployment).getEnvFrom())
                    .filteredOn(source -> source.getConfigMapRef() != null)
                    .allSatisfy(source -> assertThat(source.getConfigMapRef().getName()).isIn(generated));
            assertThat(ManifestRules.pod(deployment).getVolumes()).filteredOn(volume -> volume.getConfigMap() != null)
                    .allSatisfy(volume -> assertThat(volume.getConfigMap().getName()).isIn(generated));
        });
    }

    @Test
    void eachDeploymentHasItsRoleAndProspectorItsRoutes() {
        assertThat(rules.deployments()).extracting(d -> value(d, "ANIVIA_ROLES"), d -> value(d, "ANIVIA_ROUTES_DIR"))
                .allSatisfy(tuple -> assertThat(tuple.toList()).isIn(
                        Arrays.asList("elmer", null), Arrays.asList("prospector", "/etc/anivia/routes")))
                .doesNotHaveDuplicates();
        assertThat(rules.deployments()).filteredOn(d -> value(d, "ANIVIA_ROUTES_DIR") != null)
                .allSatisfy(deployment -> {
                    String volume = ManifestRules.container(deployment).getVolumeMounts().stream()
                            .filter(mount -> mount.getMountPath().equals(value(deployment, "ANIVIA_ROUTES_DIR")))
                            .findFirst().orElseThrow().getName();
                    assertThat(ManifestRules.pod(deployment).getVolumes()).anySatisfy(v -> {
                        assertThat(v.getName()).isEqualTo(volume);
                        assertThat(v.getConfigMap().getName()).isEqualTo("anivia-destinations");
                    });
                });
    }

    @Test
    void podsMayTakeLongerToStopThanTheProgram() {
        Duration shutdown = Duration.parse("PT" + literals().get("ANIVIA_SHUTDOWN_TIMEOUT"));
        assertThat(rules.deployments()).allSatisfy(deployment -> {
            Duration pause = Optional.ofNullable(ManifestRules.container(deployment).getLifecycle())
                    .map(Lifecycle::getPreStop)
                    .map(preStop -> Duration.ofSeconds(preStop.getSleep().getSeconds())).orElse(Duration.ZERO);
            assertThat(Duration.ofSeconds(ManifestRules.pod(deployment).getTerminationGracePeriodSeconds()))
                    .isGreaterThan(pause.plus(shutdown));
        });
    }

    @Test
    void rabbitmqHasAQuorumAndKeepsItsMessages() {
        RabbitmqCluster cluster = assertThat(manifests.all(RabbitmqCluster.class)).singleElement().actual();
        assertThat(cluster.spec().replicas()).isEqualTo(3);
        assertThat(cluster.spec().persistence().storage()).matches("[1-9]\\d*Gi");
        assertThat(cluster.spec().image()).matches("rabbitmq:4\\.\\d+-management");
        Map<String, String> config = cluster.spec().rabbitmq().additionalConfig().lines()
                .filter(line -> !line.startsWith("#")).map(line -> line.split(" = ", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        assertThat(config).containsOnlyKeys("default_queue_type", "queue_leader_locator", "disk_free_limit.absolute",
                "vm_memory_high_watermark.relative", "consumer_timeout",
                "default_policies.operator.anivia.delivery_limit");
        assertThat(config.values()).as("the operator's INI writer would quote them")
                .noneMatch(value -> value.matches(".*[#;].*"));
        assertThat(Integer.parseInt(config.get("default_policies.operator.anivia.delivery_limit")))
                .isGreaterThanOrEqualTo(100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jvm", "native"})
    void imagesAreWhatThePodsExpect(String kind) throws IOException {
        assertThat(Files.readAllLines(Path.of("src/main/docker/Dockerfile." + kind)))
                .contains("WORKDIR /opt/anivia", "EXPOSE 8080 9000")
                .satisfies(lines -> assertThat(lines).filteredOn(line -> line.startsWith("USER ")).last()
                        .isEqualTo("USER 10001:10001"))
                .anyMatch(line -> line.matches("ARG BASE=\\S+:(?!latest)[\\w.-]+"))
                .anyMatch(line -> line.startsWith("ENTRYPOINT [\""));
        assertThat(rules.deployments()).allSatisfy(deployment -> {
            assertThat(ManifestRules.pod(deployment).getSecurityContext().getRunAsUser()).isEqualTo(10001);
            assertThat(ManifestRules.container(deployment).getVolumeMounts())
                    .extracting(mount -> mount.getMountPath())
                    .isSubsetOf("/tmp", "/etc/anivia/routes", "/etc/anivia/sources", "/etc/anivia/decoration",
                            "/opt/anivia/data")
                    .contains("/tmp", "/etc/anivia/sources");
        });
    }

    private Stream<Kustomization> kustomizations() {
        return manifests.all(Kustomization.class).stream();
    }

    private static Stream<Kustomization> routes() {
        return Manifests.parse("routes", text(ROUTES.resolve("kustomization.yaml"))).stream()
                .map(document -> (Kustomization) document.content());
    }

    private Map<String, String> literals() {
        return kustomizations().flatMap(kustomization -> kustomization.configMapGenerator().stream())
                .flatMap(generator -> generator.literals().stream()).map(literal -> literal.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (one, other) -> one));
    }

    private static Stream<Generator> generators(String name, Stream<Kustomization> kustomizations) {
        return kustomizations.flatMap(kustomization -> kustomization.configMapGenerator().stream())
                .filter(generator -> generator.name().equals(name));
    }

    private static String value(Deployment deployment, String variable) {
        return ManifestRules.container(deployment).getEnv().stream()
                .filter(env -> env.getName().equals(variable)).findFirst().map(env -> env.getValue()).orElse(null);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }
}
