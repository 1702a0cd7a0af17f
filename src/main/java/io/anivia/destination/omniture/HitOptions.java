package io.anivia.destination.omniture;

import java.util.Map;

import io.anivia.contract.FieldExpression;

/**
 * What the route's YAML says about a hit. Values are {@link FieldExpression}s unless stated otherwise.
 *
 * @param hit by the name of a tag that {@link HitFields} knows
 * @param tags by the name of a tag that it does not know
 * @param delimiters texts, by the name of a tag in {@code hit}, that join lists
 * @param contextData by key
 * @param products the parts of {@link HitProducts}
 * @param eventsBy finds the key of {@code events}
 * @param events {@link HitEvents}, by that key
 */
record HitOptions(Map<String, ?> hit, Map<String, ?> tags, Map<String, ?> delimiters, Map<String, ?> contextData,
        Map<String, ?> products, String eventsBy, Map<String, ?> events) {
}
