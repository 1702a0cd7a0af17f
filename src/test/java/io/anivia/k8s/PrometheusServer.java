package io.anivia.k8s;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.anivia.k8s.CustomResources.PrometheusRule;
import io.anivia.processes.Java;

/** A real Prometheus that scrapes one process every two seconds, on loopback. For one thread. */
final class PrometheusServer implements AutoCloseable {

    private static final String PROGRAM = "prometheus";
    private static final String INTERVAL = "2s";
    private static final Duration ANSWERING = Duration.ofSeconds(20);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();
    private final Path log;
    private final int port;
    private final Process process;

    /**
     * Starts it.
     *
     * @param directory for its configuration, its log and its data
     * @param target what it scrapes: the address of its metrics
     * @param labels what each series gets, as the Prometheus Operator adds the namespace and the pod
     * @param rules its file of rules
     */
    PrometheusServer(Path directory, URI target, Map<String, String> labels, PrometheusRule rules)
            throws IOException {
        YAMLMapper yaml = new YAMLMapper();
        yaml.writeValue(directory.resolve("rules.yml").toFile(), rules.spec());
        Path config = directory.resolve("prometheus.yml");
        yaml.writeValue(config.toFile(), Map.of(
                "global", Map.of("scrape_interval", INTERVAL, "evaluation_interval", INTERVAL),
                "rule_files", List.of("rules.yml"),
                "scrape_configs", List.of(Map.of("job_name", "anivia", "metrics_path", target.getPath(),
                        "static_configs", List.of(Map.of("targets", List.of(target.getAuthority()),
                                "labels", labels))))));
        port = freePort();
        log = directory.resolve("prometheus.log");
        process = new ProcessBuilder(PROGRAM, "--config.file=" + config, "--storage.tsdb.path="
                + directory.resolve("data"), "--web.listen-address=127.0.0.1:" + port, "--log.level=warn")
                .redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    static boolean isInstalled() {
        return Stream.of(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, PROGRAM)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Whether it answers yet. */
    boolean isReady() throws IOException, InterruptedException {
        if (!process.isAlive()) {
            throw new IllegalStateException("Prometheus has ended:\n" + Files.readString(log));
        }
        try {
            return client.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    /**
     * The rows of an instant query.
     *
     * @throws AssertionError with Prometheus' own words if it cannot be evaluated
     */
    List<JsonNode> query(String expression) throws IOException, InterruptedException {
        return rows(get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8), expression)
                .get("result"));
    }

    /** The rules, as it has evaluated them last. */
    List<JsonNode> rules() throws IOException, InterruptedException {
        return rows(get("/api/v1/rules", "rules").get("groups")).stream()
                .flatMap(group -> rows(group.get("rules")).stream()).toList();
    }

    /** The alerts that are pending or firing, as {@code name(destination)}. */
    List<String> alerts() throws IOException, InterruptedException {
        return rows(get("/api/v1/alerts", "alerts").get("alerts")).stream().map(alert -> alert.get("labels"))
                .map(labels -> labels.get("alertname").asText() + "(" + labels.path("destination").asText() + ")")
                .toList();
    }

    private JsonNode get(String path, String what) throws IOException, InterruptedException {
        JsonNode answer = json.readTree(client.send(request(path), BodyHandlers.ofString()).body());
        if (!answer.path("status").asText().equals("success")) {
            throw new AssertionError(what + ": " + answer);
        }
        return answer.get("data");
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(ANSWERING).build();
    }

    private static List<JsonNode> rows(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }

    @Override
    public void close() {
        Java.end(process);
    }
}
