package io.anivia.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;



/**
 * Which destinations are on, by name: the shipped ones, and any others, which take arrays of JSON.
 *
 * @param concurrency of the shipped ones that take one event a request
 */
record Destinations(List<String> names, int concurrency) {

    private static final Path SHIPPED = Path.of("routes", "destinations");
    private static final Path ARRAY = Path.of("src", "test", "resources", "bench", "array.camel.yaml");
    private static final Path FAR = Path.of("src", "test", "resources", "bench", "far.camel.yaml");
    private static final String PLACEHOLDER = "NAME";
    /** Of a partner that answers after so many milliseconds, to so many requests at once. */
    private static final Pattern FAR_NAME = Pattern.compile("far-(\\d+)-(\\d+)");
    private static final List<String> SHIPPED_NAMES = List.of("splunk", "omniture", "webhook");

    /**
     * What switches them on and leads to the sinks.
     *
     * @param directory where their files are put
     */
    Map<String, String> environment(String url, Path directory) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("ANIVIA_ROUTES_DIR", directory.toString());
        write(url, directory);
        for (String name : names) {
            environment.putAll(switch (name) {
                case SinkProgram.SPLUNK -> Map.of("SPLUNK_HEC_URL", url, "SPLUNK_HEC_TOKEN", "benchmark");
                case SinkProgram.OMNITURE -> Map.of("OMNITURE_URL", url, "OMNITURE_REPORT_SUITE", "benchmark",
                        "OMNITURE_CONCURRENCY", Integer.toString(concurrency));
                default -> Map.of(name.toUpperCase(Locale.ROOT) + "_URL", url + '/' + name,
                        name.toUpperCase(Locale.ROOT) + "_CONCURRENCY", Integer.toString(concurrency));
            });
        }
        return environment;
    }

    /** The shipped files and one for each of the others. */
    private void write(String url, Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(SHIPPED)) {
            for (Path file : files) {
                Files.copy(file, directory.resolve(file.getFileName()));
            }
        }
        String array = Files.readString(ARRAY);
        for (String name : names) {
            Matcher far = FAR_NAME.matcher(name);
            if (far.matches()) {
                Files.writeString(directory.resolve(name + ".camel.yaml"), Files.readString(FAR)
                        .replace("URL", url + '/' + name + "?delay=" + far.group(1))
                        .replace("CONCURRENCY", far.group(2)).replace(PLACEHOLDER, name));
            } else if (!SHIPPED_NAMES.contains(name)) {
                Files.writeString(directory.resolve(name + ".camel.yaml"), array.replace(PLACEHOLDER, name));
            }
        }
    }
}
