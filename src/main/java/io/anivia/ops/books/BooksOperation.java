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
    private final MissingBooks missing;

    @Inject
    BooksOperation(ProcessBooks books, MissingBooks missing) {
        this.books = books;
        this.missing = missing;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public JsonObject answer(JsonObject arguments) {
        return books.toJson().put(MissingBooks.MEMBER, missing.toJson());
    }
}
