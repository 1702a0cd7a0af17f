package io.anivia.elmer.spool;

import java.io.IOException;
import java.time.Duration;

import org.apache.camel.AsyncEndpoint;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;

/**
 * Keep payloads on the local disk while the broker takes none, and publish them in order when it does again.
 *
 * <p>The producer is asynchronous: an exchange completes when its payload is forced onto the disk, or fails with a
 * {@link SpoolException}. The spool is open, and drained into {@code anivia.collected}, while the endpoint is started,
 * whether the route that sends to it runs or not. Without {@code anivia.elmer.spool.dir} there is no spool, and every
 * payload is refused.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "spool", title = "Spool", syntax = "spool:name",
             category = { Category.FILE }, producerOnly = true)
public class SpoolEndpoint extends DefaultEndpoint implements AsyncEndpoint {

    @UriPath(description = "The spool: 'elmer', the only one of a process.")
    @Metadata(required = true)
    private final String name;
    @UriParam(label = "producer", description = "How long a payload that is published from the spool may wait for its"
            + " confirm, in milliseconds or as a duration such as 5s.", javaType = "java.time.Duration",
              defaultValue = "5000")
    private long confirmTimeout = 5_000;

    public SpoolEndpoint(String uri, SpoolComponent component, String name) {
        super(uri, component);
        if (!ElmerSpool.NAME.equals(name)) {
            throw new IllegalArgumentException("there is no spool '" + name + "': use spool:" + ElmerSpool.NAME);
        }
        this.name = name;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        spool().open(Duration.ofMillis(confirmTimeout));
    }

    @Override
    protected void doStop() throws IOException {
        spool().close();
    }

    @Override
    public Producer createProducer() {
        return new SpoolProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("the spool drains itself into the broker: consume anivia.collected");
    }

    ElmerSpool spool() {
        return ((SpoolComponent) getComponent()).spool();
    }

    public String getName() {
        return name;
    }

    public long getConfirmTimeout() {
        return confirmTimeout;
    }

    public void setConfirmTimeout(long confirmTimeout) {
        this.confirmTimeout = confirmTimeout;
    }
}
