package io.anivia.destination.simple;

import java.util.Map;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import org.apache.camel.Predicate;
import org.apache.camel.language.simple.SimpleLanguage;
import org.apache.camel.support.CamelContextHelper;
import org.apache.camel.support.LRUCacheFactory;
import org.jspecify.annotations.Nullable;

/**
 * The language {@code simple}: Camel's, whose predicates compare as {@link JsonComparison} does. A bean of this name
 * takes the place of Camel's language. Thread-safe.
 */
@Singleton
@Named("simple")
public final class JsonSimpleLanguage extends SimpleLanguage {

    /** By text, as in Camel's own: some functions read their predicate at each evaluation. */
    private @Nullable Map<String, Predicate> predicates;

    @Override
    public void init() {
        super.init();
        int size = CamelContextHelper.getMaximumSimpleCacheSize(getCamelContext());
        if (size > 0) {
            predicates = LRUCacheFactory.newLRUCache(16, size, false);
        }
    }

    @Override
    public Predicate createPredicate(String expression) {
        if (isDynamicResource(expression)) {
            return super.createPredicate(expression);
        }
        String text = isStaticResource(expression) ? loadResource(expression) : expression;
        Predicate known = predicates == null ? null : predicates.get(text);
        if (known != null) {
            return known;
        }
        Predicate predicate = new JsonPredicateParser(getCamelContext(), text).parsePredicate();
        if (predicates != null) {
            predicates.put(text, predicate);
        }
        return predicate;
    }
}
