package io.anivia.source.format;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonParserDelegate;
import org.jspecify.annotations.Nullable;

/** Bounds how many values become objects in memory, which are far larger than their text. */
final class CountingParser extends JsonParserDelegate {

    private final int maxValues;
    private int values;

    CountingParser(JsonParser parser, int maxValues) {
        super(parser);
        this.maxValues = maxValues;
    }

    @Override
    public @Nullable JsonToken nextToken() throws IOException {
        JsonToken token = super.nextToken();
        if (token != null && (token.isScalarValue() || token.isStructStart()) && ++values > maxValues) {
            throw new StreamConstraintsException("more than " + maxValues + " values");
        }
        return token;
    }

    /** How many there have been, the outermost included. */
    int values() {
        return values;
    }
}
