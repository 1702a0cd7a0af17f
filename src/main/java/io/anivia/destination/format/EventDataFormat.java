package io.anivia.destination.format;

import java.io.InputStream;
import java.io.OutputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;

import io.anivia.destination.delivery.DeliveryException;
import org.apache.camel.Exchange;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.support.service.ServiceSupport;

/** Writes an event, or a batch of them, and says which content type that is. Reads nothing. */
abstract class EventDataFormat extends ServiceSupport implements DataFormat {

    private final String name;
    private final String contentType;

    EventDataFormat(String name, String contentType) {
        this.name = name;
        this.contentType = contentType;
    }

    @Override
    public final void marshal(Exchange exchange, Object body, OutputStream to) throws Exception {
        write(events(body), to);
        exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, contentType);
    }

    /** @param events at least one */
    abstract void write(List<Map<?, ?>> events, OutputStream to) throws Exception;

    private List<Map<?, ?>> events(Object body) throws DeliveryException {
        Collection<?> all = body instanceof Collection<?> batch ? batch : List.of(body);
        List<Map<?, ?>> events =
                all.stream().<Map<?, ?>>mapMulti((each, next) -> {
                    if (each instanceof Map<?, ?> event) {
                        next.accept(event);
                    }
                }).toList();
        if (events.isEmpty() || events.size() < all.size()) {
            throw DeliveryException.permanent("the format '" + name + "' takes events, and not a "
                    + body.getClass().getSimpleName() + ": put it before what makes a text of them", null);
        }
        return events;
    }

    @Override
    public final Object unmarshal(Exchange exchange, InputStream from) {
        throw new UnsupportedOperationException("the format '" + name + "' is for marshal");
    }
}
