package io.anivia.prospector;

import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.anivia.contract.MessageHeaders;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/** Reads a client's payload by Prospector's own step and publishes nothing, for commands. */
@Singleton
public class PayloadTrial {

    /** Of every payload that is tried, so that the ids of events are the same each time. */
    private static final String RECEIPT = "00000000-0000-4000-8000-000000000000";
    /** For documentation: RFC 5737. */
    private static final String ADDRESS = "192.0.2.1";

    /**
     * What became of a payload.
     *
     * @param events as JSON, as destinations get them
     * @param filtered how many events the source's steps have dropped
     * @param rejected the reasons of what is no event
     */
    public record ReadPayload(List<byte[]> events, int filtered, List<String> rejected) {
    }

    private final CamelContext context;
    private final SplitterProcessor splitter;

    @Inject
    PayloadTrial(CamelContext context, @Named("splitter") SplitterProcessor splitter) {
        this.context = context;
        this.splitter = splitter;
    }

    /**
     * Reads a payload.
     *
     * @param at when it was received
     * @param request what came along of the request, as {@code RequestParts} writes it; {@code null}: nothing
     */
    public ReadPayload read(String source, byte[] payload, @Nullable String contentType, Instant at,
            @Nullable String request) throws Exception {
        Exchange exchange = new DefaultExchange(context);
        Message message = exchange.getMessage();
        message.setBody(payload);
        message.setHeader(MessageHeaders.RECEIPT, RECEIPT);
        message.setHeader(MessageHeaders.RECEIVED_AT, at.toEpochMilli());
        message.setHeader(MessageHeaders.SOURCE, source);
        message.setHeader(MessageHeaders.ADDRESS, ADDRESS);
        if (contentType != null) {
            message.setHeader(Exchange.CONTENT_TYPE, contentType);
        }
        if (request != null) {
            message.setHeader(MessageHeaders.REQUEST, request);
        }
        splitter.process(exchange);
        SplitResult split = exchange.getMessage().getMandatoryBody(SplitResult.class);
        return new ReadPayload(split.events().stream().map(Event::json).toList(), split.filtered(),
                split.rejected().stream().map(RejectedPart::reason).toList());
    }
}
