package io.anivia.destination.ndjson;

import java.nio.file.Path;
import java.time.Clock;
import java.util.regex.Pattern;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * Append events to files as lines of JSON, one file a day.
 *
 * <p>The body is an event, a {@code Map}, or a list of them. When the exchange ends, their lines are on the disk.
 */
@UriEndpoint(firstVersion = "0.1.0", scheme = "ndjson", title = "NDJSON files", syntax = "ndjson:name",
             category = { Category.FILE }, producerOnly = true)
public class NdjsonEndpoint extends DefaultEndpoint {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

    @UriPath(description = "How the files' names begin: 'events' makes events-2026-11-23.ndjson, by the day in UTC.")
    @Metadata(required = true)
    private final String name;
    @UriParam(description = "The directory; it is created if need be.")
    @Metadata(required = true)
    private @Nullable String directory;

    public NdjsonEndpoint(String uri, NdjsonComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public Producer createProducer() {
        if (directory == null || directory.isBlank() || !NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("ndjson:" + name + ": a name of letters, digits, '.', '_' and '-' is"
                    + " needed, and a directory, which is '" + directory + "'");
        }
        return new NdjsonProducer(this, new DailyFile(Path.of(directory), name, Clock.systemUTC()));
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("ndjson:" + name + " is where events go to; none come from it");
    }

    public String getName() {
        return name;
    }

    public @Nullable String getDirectory() {
        return directory;
    }

    public void setDirectory(String directory) {
        this.directory = directory;
    }
}
