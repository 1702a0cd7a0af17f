package io.anivia.destination.ndjson;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.anivia.destination.delivery.DeliveryException;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;


/** Appends the event or events in the body. The message is left as it is. */
class NdjsonProducer extends DefaultProducer {

    private static final Logger LOG = LoggerFactory.getLogger(NdjsonProducer.class);

    private final DailyFile file;

    NdjsonProducer(NdjsonEndpoint endpoint, DailyFile file) {
        super(endpoint);
        this.file = file;
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        LOG.info("Events that go to files appear in '{}'; each day has a file of its own", file.path());
    }

    @Override
    public void process(Exchange exchange) throws IOException, DeliveryException {
        file.append(Ndjson.lines(events(exchange.getMessage().getBody())));
    }

    private static List<Map<?, ?>> events(@Nullable Object body) throws DeliveryException {
        List<Map<?, ?>> events = new ArrayList<>();
        for (Object one : body instanceof List<?> batch ? batch : body == null ? List.of() : List.of(body)) {
            if (!(one instanceof Map<?, ?> event)) {
                throw DeliveryException.lasting("ndjson: takes an event, a Map, or a list of them: do not marshal", null);
            }
            events.add(event);
        }
        return events;
    }
}
