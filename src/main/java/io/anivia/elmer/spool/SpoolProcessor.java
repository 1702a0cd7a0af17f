package io.anivia.elmer.spool;

import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import io.anivia.broker.connection.BrokerException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a payload that the broker has not taken in the spool, and says so in the property {@link #SPOOLED}: false if
 * there is no spool, it is full or cannot be written, or the payload could never be published. The spool runs from when
 * this processor is started until it is stopped, with Elmer's route.
 */
@Singleton
@Named("spool")
final class SpoolProcessor extends AsyncProcessorSupport {

    /** Whether the payload is on the disk. */
    static final String SPOOLED = "anivia-spooled";

    private static final Logger LOG = LoggerFactory.getLogger(SpoolProcessor.class);
    private static final String CAMEL = "Camel";

    private final ElmerSpool spool;

    @Inject
    SpoolProcessor(ElmerSpool spool) {
        this.spool = spool;
    }

    @Override
    protected void doStart() {
        spool.start();
    }

    @Override
    protected void doStop() throws Exception {
        spool.stop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        if (!spool.isOn()
                || exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof BrokerException.Unsendable) {
            exchange.setProperty(SPOOLED, false);
            callback.done(true);
            return true;
        }
        spool.append(payload(exchange.getMessage()), failure -> {
            if (failure != null) {
                LOG.debug("A payload was not spooled", failure);
            }
            exchange.setProperty(SPOOLED, failure == null);
            callback.done(false);
        });
        return false;
    }

    private static SpooledPayload payload(Message message) {
        Map<String, Object> headers = new HashMap<>();
        message.getHeaders().forEach((name, value) -> {
            boolean property = name.equalsIgnoreCase(Exchange.CONTENT_TYPE)
                    || name.equalsIgnoreCase(Exchange.CONTENT_ENCODING);
            if (!property && !name.regionMatches(true, 0, CAMEL, 0, CAMEL.length())
                    && SpooledPayload.isHeaderValue(value)) {
                headers.put(name, value);
            }
        });
        return new SpooledPayload(headers, message.getHeader(Exchange.CONTENT_TYPE, String.class),
                message.getHeader(Exchange.CONTENT_ENCODING, String.class), message.getBody(byte[].class));
    }
}
