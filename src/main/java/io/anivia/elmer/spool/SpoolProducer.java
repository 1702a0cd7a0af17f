package io.anivia.elmer.spool;

import java.util.HashMap;
import java.util.Map;

import io.anivia.broker.connection.BrokerException;
import io.anivia.contract.MessageHeaders;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultAsyncProducer;

/** Appends an exchange's payload to the spool, and completes the exchange when the payload is on the disk. */
final class SpoolProducer extends DefaultAsyncProducer {

    private final ElmerSpool spool;

    SpoolProducer(SpoolEndpoint endpoint) {
        super(endpoint);
        this.spool = endpoint.spool();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        SpooledPayload payload;
        try {
            payload = payload(exchange.getMessage());
            spool.check(payload);
        } catch (InvalidPayloadException | BrokerException.TooLarge e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        spool.append(payload, failure -> {
            exchange.setException(failure);
            callback.done(false);
        });
        return false;
    }

    private static SpooledPayload payload(Message message) throws InvalidPayloadException {
        Map<String, Object> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean property = name.equalsIgnoreCase(Exchange.CONTENT_TYPE)
                    || name.equalsIgnoreCase(Exchange.CONTENT_ENCODING);
            if (!property && !MessageHeaders.isInternal(name) && SpooledPayload.isHeaderValue(value)) {
                headers.put(name, value);
            }
        });
        return new SpooledPayload(headers, message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class), message.getMandatoryBody(byte[].class));
    }
}
