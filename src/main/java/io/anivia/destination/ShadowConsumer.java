package io.anivia.destination;

import java.util.concurrent.ExecutorService;

import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the route of a shadow on the events that Prospector gives it, on a thread of its own. It has no queue. */
class ShadowConsumer extends DefaultConsumer {

    private static final Logger LOG = LoggerFactory.getLogger(ShadowConsumer.class);

    private final DestinationEndpoint endpoint;
    private final Shadow shadow;
    private @Nullable ExecutorService thread;

    ShadowConsumer(DestinationEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.shadow = new Shadow(endpoint, new RouteDelivery(this, endpoint));
    }

    Shadow shadow() {
        return shadow;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ShadowRoute.refuseOtherTargets(endpoint.getName(), getRoute());
        endpoint.getComponent().destinations().add(this);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (endpoint.enablement() == DestinationEndpoint.Enablement.OFF) {
            return;
        }
        ExecutorService started = endpoint.getCamelContext().getExecutorServiceManager()
                .newSingleThreadExecutor(this, "shadow-" + endpoint.getName());
        thread = started;
        shadow.start(started);
        LOG.info("Destination '{}' is a shadow of {} of the events: it sends nothing, and GET"
                + " /admin/destinations/{}/shadow shows what it would", endpoint.getName(), endpoint.getSample(),
                endpoint.getName());
    }

    @Override
    protected void doStop() throws Exception {
        shadow.stop();
        if (thread != null) {
            endpoint.getCamelContext().getExecutorServiceManager().shutdownNow(thread);
            thread = null;
        }
        super.doStop();
    }

    @Override
    protected void doShutdown() throws Exception {
        endpoint.getComponent().destinations().remove(this);
        super.doShutdown();
    }
}
