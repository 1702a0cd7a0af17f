/**
 * Camel's Simple language, with comparisons that are right for what JSON is made of: the language {@code simple} in
 * each route and in {@code accept}.
 *
 * <p>{@code JsonComparison} says what is equal and what is less, {@code JsonPredicateParser} puts it in the place of
 * Camel's operators, and {@code JsonSimpleLanguage} makes it the language.
 */
@NullMarked
package io.anivia.destination.simple;

import org.jspecify.annotations.NullMarked;
