package io.anivia.ops.books;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.common.KnownWords;
import io.anivia.common.SecretMask;
import io.anivia.common.Shortened;
import io.anivia.destination.Destinations;
import io.anivia.destination.HttpExchanges;
import io.anivia.destination.HttpExchanges.HttpExchange;
import io.anivia.ops.RedactedBody;
import io.anivia.ops.ShownRequest;
import io.anivia.ops.fleet.FleetOperation;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.eclipse.microprofile.config.Config;

/** Asks a process for one destination: its books with the last hour, and its last HTTP exchanges without secrets. */
@Singleton
class DestinationBooksOperation implements FleetOperation {

    static final String NAME = "destination-books";
    static final String VALUES = "values";
    private static final int MAX_BODY_CHARACTERS = 2048;
    private static final int MAX_ANSWER_CHARACTERS = 2048;
    /** Of a body, for secrets. */
    private static final int MAX_SEARCHED_BYTES = 256 << 10;

    private final ProcessBooks books;
    private final Destinations destinations;
    private final SecretMask mask;

    @Inject
    DestinationBooksOperation(ProcessBooks books, Destinations destinations, Config settings) {
        this.books = books;
        this.destinations = destinations;
        this.mask = SecretMask.of(settings);
    }

    @Override
    public String name() {
        return NAME;
    }

    /** With {@code values}, bodies are as they were sent; else names and kinds of values. */
    @Override
    public JsonObject answer(JsonObject arguments) {
        String name = String.valueOf(arguments.getValue("name"));
        JsonObject book = books.destination(name);
        if (book == null) {
            return new JsonObject();
        }
        boolean showsValues = Boolean.TRUE.equals(arguments.getValue(VALUES));
        JsonArray exchanges = new JsonArray();
        destinations.exchanges(name).map(HttpExchanges::latest).orElse(List.of())
                .forEach(exchange -> exchanges.add(describe(exchange, showsValues)));
        return new JsonObject().put("destination", book).put("exchanges", exchanges);
    }

    private JsonObject describe(HttpExchange exchange, boolean showsValues) {
        Map<String, String> masked = new LinkedHashMap<>();
        exchange.headers().forEach((name, value) -> masked.put(name, mask.header(name, value)));
        return new JsonObject().put("at", DestinationBook.time(exchange.atMillis()))
                .put("ok", exchange.failure() == null).put("durationMillis", exchange.durationMillis())
                .put("events", new JsonArray(exchange.events()))
                .put("request", new JsonObject().put("method", exchange.method())
                        .put("url", ShownRequest.url(mask.text(exchange.url()), showsValues))
                        .put("headers", ShownRequest.headers(masked, showsValues))
                        .put("bodyBytes", exchange.bodyBytes()).put("body", body(exchange, showsValues)))
                .put("answer", exchange.status() == 0 ? null : new JsonObject().put("status", exchange.status())
                        .put("headers", new JsonObject()).put("body", answer(exchange, showsValues)))
                .put("failure", exchange.failure() == null ? null : mask.text(exchange.failure()));
    }

    private Object body(HttpExchange exchange, boolean showsValues) {
        // Masked before it is cut: half a secret would not be found.
        return showsValues
                ? Shortened.to(MAX_BODY_CHARACTERS, mask.text(exchange.text(MAX_SEARCHED_BYTES)))
                : RedactedBody.of(exchange.text(MAX_BODY_CHARACTERS),
                        exchange.headers().getOrDefault("Content-Type", ""));
    }

    /** A destination's own words, which may quote an event where it refuses one. */
    private String answer(HttpExchange exchange, boolean showsValues) {
        String masked = mask.text(exchange.answer());
        return Shortened.to(MAX_ANSWER_CHARACTERS, showsValues ? masked : KnownWords.of(masked));
    }
}
