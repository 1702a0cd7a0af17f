package io.anivia.fakes;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

import org.jspecify.annotations.Nullable;

/** Which well-formed events are refused all the same. Thread-safe. */
final class HecRules {

    private record Rule(Predicate<IndexedEvent> concerns, HecCode code) {
    }

    private final Set<String> indexes = ConcurrentHashMap.newKeySet();
    private final List<Rule> rules = new CopyOnWriteArrayList<>();

    /** @param names none: every index exists */
    void indexes(String... names) {
        indexes.clear();
        indexes.addAll(List.of(names));
    }

    void add(HecCode code, Predicate<IndexedEvent> concerns) {
        rules.add(new Rule(concerns, code));
    }

    void clear() {
        rules.clear();
    }

    @Nullable HecCode objection(IndexedEvent event) {
        if (event.index() != null && !indexes.isEmpty() && !indexes.contains(event.index())) {
            return HecCode.INCORRECT_INDEX;
        }
        for (Rule rule : rules) {
            if (rule.concerns().test(event)) {
                return rule.code();
            }
        }
        return null;
    }
}
