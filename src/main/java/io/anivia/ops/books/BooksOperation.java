package io.anivia.ops.books;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.ops.fleet.FleetOperation;
import io.vertx.core.json.JsonObject;

/** Asks a process for its books. */
@Singleton
class BooksOperation implements FleetOperation {

    static final String NAME = "books";

    private final ProcessBooks books;

    @Inject
    BooksOperation(ProcessBooks books) {
        this.books = books;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        return books.toJson();
    }
}
