package io.anivia.elmer;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.MessageHeaders;
import io.anivia.tap.TapPoint;
import io.anivia.tap.TapWatch;
import io.anivia.tap.Taps;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The payload is safe: counts it ({@code anivia_payloads_accepted_total}). Its source has the answer. */
@Singleton
@Named("accepted")
final class AcceptedProcessor implements Processor {

    private final MeterProvider<Counter> accepted;

    @Inject
    AcceptedProcessor(MeterRegistry meters) {
        this.accepted = Counter.builder("anivia.payloads.accepted")
                .description("Payloads whose clients were told that they are safe: confirmed by the broker, or"
                        + " forced onto the spool's disk")
                .withRegistry(meters);
    }

    /** From now on there is a counter for the source, at 0. */
    void announce(String source) {
        accepted.withTag("source", source);
    }

    @Override
    public void process(Exchange exchange) {
        String source = exchange.getMessage().getHeader(MessageHeaders.SOURCE, "", String.class);
        accepted.withTag("source", source).increment();
        TapWatch watch = Taps.at(TapPoint.ACCEPTED);
        if (watch != null) {
            Message message = exchange.getMessage();
            watch.payload(message.getHeader(MessageHeaders.RECEIPT, "", String.class), source,
                    message.getBody() instanceof byte[] body ? body.length : 0,
                    message.getHeader(Exchange.CONTENT_TYPE, String.class),
                    message.getHeader(Exchange.CONTENT_ENCODING, String.class));
        }
    }
}
