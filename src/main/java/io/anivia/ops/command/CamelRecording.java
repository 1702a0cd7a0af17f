package io.anivia.ops.command;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import io.anivia.destination.http.HttpRecorder;
import io.anivia.destination.http.RecordedConnections;
import io.anivia.destination.ndjson.NdjsonFile;
import org.apache.camel.CamelContext;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.component.properties.PropertiesComponent;

/** Takes what the routes of a context would send, in place of the network, and what they would write, in place of files. */
final class CamelRecording implements Closeable {

    private final Path directory;

    private CamelRecording(Path directory) {
        this.directory = directory;
    }

    /**
     * Begins, before the first route.
     *
     * @param ndjson the bean of the context's routes
     */
    static CamelRecording of(CamelContext context, NdjsonFile ndjson, HttpRecorder recorder) throws IOException {
        CamelRecording recording = new CamelRecording(Files.createTempDirectory("anivia"));
        ndjson.redirect(recording.directory);
        context.getRegistry().bind(HttpRecorder.NAME, recorder);
        for (String scheme : List.of("http", "https")) {
            context.getComponent(scheme, HttpComponent.class)
                    .setClientConnectionManager(new RecordedConnections(recorder));
        }
        return recording;
    }

    /** Gives settings of routes a value, whatever the environment says; before the first route. */
    static void set(CamelContext context, Properties settings) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setOverrideProperties(settings);
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
    }

    /** The lines that were written since it was last called. */
    List<String> takeWritten() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : written()) {
            lines.addAll(Files.readAllLines(file));
            Files.delete(file);
        }
        return lines;
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Leaves no file behind. */
    @Override
    public void close() throws IOException {
        takeWritten();
        Files.delete(directory);
    }
}
