package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;

import io.anivia.destination.delivery.DeliveryException;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.jspecify.annotations.Nullable;

/** Sends the body of a message as one request, and takes any 2xx response for its delivery. Thread-safe. */
class AsyncHttpProducer extends HttpProducer {

    private static final Pattern NOT_VISIBLE = Pattern.compile("[^\\x20-\\x7e]+");

    private final AsyncHttpEndpoint endpoint;
    private final HttpUrl server;
    private final @Nullable String authorization;
    private final @Nullable BodySignature signature;
    private final HeaderFilterStrategy headerFilter = new HttpHeaderFilterStrategy();
    private @Nullable HttpTransport transport;

    AsyncHttpProducer(AsyncHttpEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
        this.server = endpoint.server();
        this.authorization = endpoint.authorizationValue();
        this.signature = endpoint.signature();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        transport = open(server, endpoint.httpSettings());
    }

    @Override
    protected void doStop() throws Exception {
        if (transport != null) {
            transport.close();
            transport = null;
        }
        super.doStop();
    }

    /** Replaces the body by the text of the response. */
    @Override
    protected CompletionStage<?> deliver(Exchange exchange) throws DeliveryException {
        byte[] body = body(exchange.getMessage());
        OutgoingRequest request =
                new OutgoingRequest(endpoint.getHttpMethod(), server.target(), headers(exchange, body), body,
                        HttpObservation.of(exchange));
        return transportOf(exchange, transport).send(request, endpoint.getMaxResponse())
                .thenCompose(response -> {
                    if (response.status() < 200 || response.status() > 299) {
                        return CompletableFuture.failedStage(FailureClassifier
                                .refusal(response.status(), response.retryAfter(), response.at())
                                .withAnswer(response.body()));
                    }
                    exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, response.status());
                    exchange.getMessage().setBody(response.body());
                    return CompletableFuture.completedStage(response);
                });
    }

    private byte[] body(Message message) throws DeliveryException {
        Object body = message.getBody();
        if (body == null) {
            return new byte[0];
        }
        try {
            byte[] bytes = body instanceof Map || body instanceof Collection ? null : message.getBody(byte[].class);
            if (bytes != null) {
                return bytes;
            }
        } catch (TypeConversionException e) {
            throw noBytes(body, e);
        }
        throw noBytes(body, null);
    }

    private DeliveryException noBytes(Object body, @Nullable Exception cause) {
        return DeliveryException.permanent("async-http:" + endpoint.getName() + ": takes bytes or text, and not a "
                + body.getClass().getSimpleName() + ": marshal it first", cause);
    }

    private Map<String, String> headers(Exchange exchange, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        if (authorization != null) {
            headers.put(endpoint.getAuthorizationHeader(), authorization);
        }
        if (signature != null) {
            headers.put(endpoint.getSignatureHeader(), signature.of(body));
        }
        Message message = exchange.getMessage();
        String contentType = message.getHeader(Exchange.CONTENT_TYPE, String.class);
        if (contentType != null) {
            headers.put("Content-Type", ascii(contentType));
        }
        message.getHeaders().forEach((name, value) -> {
            if (AsyncHttpEndpoint.HEADER_NAME.matcher(name).matches() && !headerFilter.applyFilterToCamelHeaders(name, value, exchange)) {
                String text = exchange.getContext().getTypeConverter().tryConvertTo(String.class, exchange, value);
                if (text != null) {
                    headers.put(name, ascii(text));
                }
            }
        });
        return headers;
    }

    /** What is not visible ASCII is percent-encoded: it would end the header, or not arrive. */
    private static String ascii(String value) {
        return NOT_VISIBLE.matcher(value).replaceAll(odd -> percentEncoded(odd.group()));
    }

    private static String percentEncoded(String odd) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : odd.getBytes(UTF_8)) {
            encoded.append('%').append(Character.forDigit(b >> 4 & 0xf, 16)).append(Character.forDigit(b & 0xf, 16));
        }
        return encoded.toString().toUpperCase(Locale.ROOT);
    }
}
