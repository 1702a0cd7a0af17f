package io.anivia.elmer;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.MessageHeaders;
import io.anivia.elmer.http.HttpReply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The payload is safe: counts it ({@code anivia_payloads_accepted_total}) and answers 202 with its receipt. */
@Singleton
@Named("accepted")
final class AcceptedProcessor implements Processor {

    private final Counter accepted;

    @Inject
    AcceptedProcessor(MeterRegistry meters) {
        this.accepted = Counter.builder("anivia.payloads.accepted")
                .description("Payloads answered with 202: confirmed by the broker, or forced onto the spool's disk")
                .register(meters);
    }

    @Override
    public void process(Exchange exchange) {
        accepted.increment();
        Message message = exchange.getMessage();
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, 202);
        message.setHeader(Exchange.CONTENT_TYPE, HttpReply.JSON);
        message.setBody("{\"receipt\":\"" + message.getHeader(MessageHeaders.RECEIPT) + "\"}");
    }
}
