package io.anivia.rabbitmq;

import java.util.Map;

import io.anivia.broker.Broker;
import org.apache.camel.Endpoint;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/** Makes {@code rabbitmq:} endpoints on one {@link Broker}. */
@Component("rabbitmq")
public class RabbitMQComponent extends DefaultComponent {

    @Metadata(autowired = true, description = "The broker, with its connections.")
    private @Nullable Broker broker;

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        RabbitMQEndpoint endpoint = new RabbitMQEndpoint(uri, this, remaining);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        if (broker == null) {
            throw new IllegalStateException("component 'rabbitmq' needs a broker: bind a " + Broker.class.getName());
        }
    }

    public @Nullable Broker getBroker() {
        return broker;
    }

    public void setBroker(Broker broker) {
        this.broker = broker;
    }
}
