package io.anivia.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.CrossVersionObjectReference;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl kustomize} makes of {@code k8s/}. Talks to no cluster. Skipped where there is no kubectl. */
class KustomizeTest {

    @TempDir
    Path directory;

    @BeforeEach
    void needsKubectl() {
        assumeTrue(Pattern.compile(File.pathSeparator).splitAsStream(System.getenv("PATH"))
                .anyMatch(path -> Files.isExecutable(Path.of(path, "kubectl"))), "no kubectl on the PATH");
    }

    @Test
    void rendersWhatHolds() throws Exception {
        new ManifestRules(render(Path.of("k8s/base"))).hold();
    }

    @Test
    void theExampleKeepsWhatTheBrokerCannotTake() throws Exception {
        Manifests rendered = render(Path.of("k8s/overlays/one-zone"));

        assertThat(rendered.all(StatefulSet.class)).singleElement().satisfies(elmer ->
                assertThat(elmer.getSpec().getTemplate().getSpec().getContainers().get(0).getEnv())
                        .anyMatch(setting -> setting.getName().equals("ANIVIA_ELMER_SPOOL_DIR")));
        assertThat(rendered.all(Deployment.class)).singleElement()
                .satisfies(prospector -> assertThat(prospector.getMetadata().getName()).isEqualTo("anivia-prospector"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"base", "overlays/one-zone", "overlays/two-data-centres/hub"})
    void rendersWhatGoesTogether(String kustomization) throws Exception {
        Manifests rendered = render(Path.of("k8s", kustomization));

        List<String> configMaps = rendered.all(ConfigMap.class).stream().map(c -> c.getMetadata().getName()).toList();
        assertThat(configMaps).allMatch(name -> name.matches(".*-[a-z0-9]{10}"), "has a hash");
        assertThat(rendered.all(Deployment.class)).flatMap(KustomizeTest::configMaps).isNotEmpty()
                .isSubsetOf(configMaps);
        assertThat(routes(rendered)).containsKey("file.camel.yaml");
    }

    @Test
    void anOverlayMayAddADestinationAndUseTheNativeImage() throws Exception {
        copy(Path.of("k8s"));
        copy(Path.of("routes"));
        Path overlay = Files.createDirectories(directory.resolve("k8s/overlays/mine"));
        Files.writeString(overlay.resolve("partner.camel.yaml"), "- route: {}\n");
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../base]
                components: [../../components/native]
                configMapGenerator:
                  - name: anivia-destinations
                    behavior: merge
                    files: [partner.camel.yaml]
                """);

        Manifests rendered = render(overlay);

        assertThat(routes(rendered)).containsKeys("partner.camel.yaml", "file.camel.yaml");
        assertThat(rendered.all(Deployment.class)).allSatisfy(deployment -> assertThat(
                ManifestRules.container(deployment).getResources().getLimits().get("memory")).hasToString("512Mi"));
    }

    @Test
    void anEdgeHasNoProspectorAndShovelsToTheHub() throws Exception {
        Manifests rendered = renderWith("link");

        assertThat(rendered.all(Deployment.class)).extracting(deployment -> deployment.getMetadata().getName())
                .containsExactly("anivia-elmer");
        assertThat(rendered.all(ConfigMap.class)).as("a queue that the Shovel has made is used").anySatisfy(map ->
                assertThat(map.getData()).containsEntry("ANIVIA_BROKER_ACCEPTED_QUEUES", "anivia.collected")
                        .containsEntry("ANIVIA_BROKER_QUEUE_TYPE", "quorum"));
        assertThat(rendered.all(CustomResources.Shovel.class)).hasSize(1);
        assertThat(rendered.all(CustomResources.RabbitmqCluster.class)).singleElement().satisfies(cluster ->
                assertThat(cluster.spec().rabbitmq().additionalPlugins()).containsExactly("rabbitmq_shovel"));
    }

    @Test
    void ofTwoDataCentresOneCollectsAndTheOtherDelivers() throws Exception {
        Manifests edge = render(Path.of("k8s/overlays/two-data-centres/edge"));
        Manifests hub = render(Path.of("k8s/overlays/two-data-centres/hub"));

        assertThat(edge.all(Deployment.class)).as("no Prospector").isEmpty();
        assertThat(edge.all(CustomResources.Shovel.class)).hasSize(1);
        assertThat(hub.all(CustomResources.Shovel.class)).isEmpty();
        assertThat(hub.all(Deployment.class)).extracting(each -> each.getMetadata().getName())
                .containsExactly("anivia-prospector");
        assertThat(List.of(edge, hub)).allSatisfy(one -> {
            assertThat(one.all(StatefulSet.class)).as("a spool").hasSize(1);
            assertThat(one.all(ConfigMap.class)).anySatisfy(map -> assertThat(map.getData())
                    .containsEntry("ANIVIA_BROKER_ACCEPTED_QUEUES", "anivia.collected"));
        });
    }

    @Test
    void oneScalerOwnsTheNumberOfProspectors() throws Exception {
        Manifests rendered = renderWith("keda");

        assertThat(rendered.all(HorizontalPodAutoscaler.class))
                .extracting(scaler -> scaler.getSpec().getScaleTargetRef().getName()).containsExactly("anivia-elmer");
        assertThat(rendered.all(CustomResources.ScaledObject.class)).singleElement().satisfies(scaler -> assertThat(
                scaler.spec().scaleTargetRef().name()).isEqualTo("anivia-prospector"));
    }

    @Test
    void watchedRoutesKeepTheNamesThatVolumesFollow() throws Exception {
        Manifests rendered = renderWith("watch");

        assertThat(rendered.all(ConfigMap.class)).extracting(map -> map.getMetadata().getName())
                .contains("anivia-destinations", "anivia-sources", "anivia-decoration");
        assertThat(rendered.all(Deployment.class)).flatMap(KustomizeTest::configMaps).contains("anivia-destinations");
        assertThat(rendered.all(ConfigMap.class)).anySatisfy(map -> assertThat(map.getData())
                .containsEntry("ANIVIA_ROUTES_WATCH", "10s"));
    }

    @Test
    void aSpoolGivesEachElmerADiskThatOutlivesIt() throws Exception {
        Manifests rendered = renderWith("spool");

        assertThat(rendered.all(Deployment.class)).extracting(deployment -> deployment.getMetadata().getName())
                .containsExactly("anivia-prospector");
        StatefulSet elmer = assertThat(rendered.all(StatefulSet.class)).singleElement().actual();
        assertThat(elmer.getMetadata().getName()).isEqualTo("anivia-elmer");
        assertThat(rendered.all(Service.class)).extracting(service -> service.getMetadata().getName())
                .contains(elmer.getSpec().getServiceName());
        assertThat(rendered.all(HorizontalPodAutoscaler.class)).extracting(s -> s.getSpec().getScaleTargetRef())
                .filteredOn(target -> target.getName().equals("anivia-elmer"))
                .singleElement().extracting(CrossVersionObjectReference::getKind).isEqualTo("StatefulSet");
        Container container = elmer.getSpec().getTemplate().getSpec().getContainers().get(0);
        assertThat(elmer.getSpec().getVolumeClaimTemplates()).singleElement().satisfies(claim -> {
            String mount = container.getVolumeMounts().stream()
                    .filter(each -> each.getName().equals(claim.getMetadata().getName())).findFirst().orElseThrow()
                    .getMountPath();
            assertThat(value(container, "ANIVIA_ELMER_SPOOL_DIR")).startsWith(mount + "/");
            assertThat(claim.getSpec().getResources().getRequests().get("storage").getNumericalAmount())
                    .as("more than the spool may take").isGreaterThan(new Quantity(
                            value(container, "ANIVIA_ELMER_SPOOL_MAX_SIZE") + "i").getNumericalAmount());
        });
        assertThat(container.getEnv()).extracting(EnvVar::getName)
                .filteredOn(name -> name.startsWith("ANIVIA_")).allMatch(KnownSettings.ofTheProject()::contain);
    }

    @Test
    void noSpoolIsLeftOnAVolumeWithoutAPod() throws Exception {
        Manifests rendered = renderWith("spool");

        assertThat(rendered.all(HorizontalPodAutoscaler.class))
                .filteredOn(scaler -> scaler.getSpec().getScaleTargetRef().getKind().equals("StatefulSet"))
                .singleElement().satisfies(scaler -> {
                    assertThat(scaler.getSpec().getBehavior().getScaleDown().getSelectPolicy()).isEqualTo("Disabled");
                    assertThat(scaler.getSpec().getBehavior().getScaleUp()).as("adds pods as by default").isNull();
                });
        assertThat(rendered.all(StatefulSet.class)).singleElement().satisfies(elmer -> {
            var retention = elmer.getSpec().getPersistentVolumeClaimRetentionPolicy();
            assertThat(retention.getWhenScaled()).isEqualTo("Retain");
            assertThat(retention.getWhenDeleted()).isEqualTo("Retain");
        });
    }

    private static String value(Container container, String variable) {
        return container.getEnv().stream().filter(each -> each.getName().equals(variable)).findFirst().orElseThrow()
                .getValue();
    }

    private Manifests renderWith(String component) throws Exception {
        copy(Path.of("k8s"));
        copy(Path.of("routes"));
        Path overlay = Files.createDirectories(directory.resolve("k8s/overlays/mine"));
        Files.writeString(overlay.resolve("kustomization.yaml"), """
                apiVersion: kustomize.config.k8s.io/v1beta1
                kind: Kustomization
                resources: [../../base]
                components: [../../components/%s]
                """.formatted(component));
        return render(overlay);
    }

    private static Map<String, String> routes(Manifests rendered) {
        return rendered.all(ConfigMap.class).stream()
                .filter(map -> map.getMetadata().getName().startsWith("anivia-destinations-"))
                .findFirst().orElseThrow().getData();
    }

    private static List<String> configMaps(Deployment deployment) {
        return Stream.concat(
                ManifestRules.container(deployment).getEnvFrom().stream()
                        .filter(source -> source.getConfigMapRef() != null)
                        .map(source -> source.getConfigMapRef().getName()),
                ManifestRules.pod(deployment).getVolumes().stream().filter(volume -> volume.getConfigMap() != null)
                        .map(volume -> volume.getConfigMap().getName())).toList();
    }

    private Manifests render(Path kustomization) throws IOException, InterruptedException {
        Path out = directory.resolve("rendered.yaml");
        Path err = directory.resolve("errors.txt");
        Process kubectl = new ProcessBuilder("kubectl", "kustomize", kustomization.toString())
                .redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        boolean ended = kubectl.waitFor(60, TimeUnit.SECONDS);
        kubectl.destroyForcibly();
        assertThat(ended).as("kubectl ends").isTrue();
        assertThat(kubectl.exitValue()).as(Files.readString(err, StandardCharsets.UTF_8)).isZero();
        return new Manifests(Manifests.parse(kustomization.toString(), Files.readString(out)));
    }

    private void copy(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.toList()) {
                Files.copy(file, directory.resolve(file.toString()));
            }
        }
    }
}
