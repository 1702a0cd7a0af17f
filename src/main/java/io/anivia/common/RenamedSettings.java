package io.anivia.common;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.annotation.Priority;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.Priorities;
import org.jspecify.annotations.Nullable;

/**
 * Settings that have another name since 0.2, under which the value of the old name is found for one more release.
 *
 * <p>The new name wins where both are set. What the application itself sets, by {@code @WithDefault} or in its packed
 * {@code application.properties}, is a default and does not count as set. Thread-safe.
 */
@Priority(Priorities.LIBRARY + 600)
public final class RenamedSettings implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;
    /** Of the packed {@code application.properties}; whatever an operator sets has a higher ordinal. */
    private static final int PACKED = 250;

    private static final Map<String, String> NEW_BY_OLD = new TreeMap<>(Map.ofEntries(
            Map.entry("anivia.elmer.group", "anivia.elmer.batch-size"),
            Map.entry("anivia.elmer.group-bytes", "anivia.elmer.batch-bytes"),
            Map.entry("anivia.elmer.group-linger", "anivia.elmer.batch-linger"),
            Map.entry("anivia.http.max-answer", "anivia.http.max-response"),
            Map.entry("anivia.ops.jobs", "anivia.admin.replay.max-concurrent"),
            Map.entry("anivia.ops.look", "anivia.admin.max-scan"),
            Map.entry("anivia.ops.rate", "anivia.admin.replay.rate"),
            Map.entry("anivia.ops.token", "anivia.admin.token"),
            Map.entry("anivia.prospector.pack", "anivia.prospector.batch-size"),
            Map.entry("anivia.prospector.pack-bytes", "anivia.prospector.batch-bytes"),
            Map.entry("anivia.prospector.pack-linger", "anivia.prospector.batch-linger"),
            Map.entry("splunk.hec.max-in-hand", "splunk.hec.prefetch")));
    private static final Map<String, String> OLD_BY_NEW =
            NEW_BY_OLD.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
    /** They have no meaning any more. */
    private static final Set<String> REMOVED = Set.of("anivia.ops.hold", "anivia.ops.step");

    @Override
    public @Nullable ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        String old = OLD_BY_NEW.get(name);
        if (old == null || isSet(value)) {
            return value;
        }
        ConfigValue oldValue = context.proceed(old);
        return oldValue == null ? value : oldValue.withName(name);
    }

    /** New names in place of old ones, so that no old name is refused as unknown. */
    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames().forEachRemaining(name -> {
            if (!REMOVED.contains(name)) {
                names.add(NEW_BY_OLD.getOrDefault(name, name));
            }
        });
        return names.iterator();
    }

    /**
     * A line for each old name that is set, with the new name and never a value.
     *
     * @param isSet whether a name has a value
     */
    public static List<String> warnings(Predicate<String> isSet) {
        Stream<String> renamed = NEW_BY_OLD.keySet().stream().filter(isSet).map(old -> old + " is called "
                + NEW_BY_OLD.get(old) + " now: the old name works for this release only, and only while the new one is"
                + " not set");
        Stream<String> removed = REMOVED.stream().sorted().filter(isSet)
                .map(old -> old + " has no effect any more: take it out");
        return Stream.concat(renamed, removed).toList();
    }

    private static boolean isSet(@Nullable ConfigValue value) {
        return value != null && value.getValue() != null && value.getConfigSourceOrdinal() > PACKED;
    }
}
