package io.anivia.destination;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * Whether the user of an event has consented to a destination's purposes. Immutable.
 *
 * <p>Looks in all places in which clients write it, and a denial in one of them is stronger than a grant in another:
 * {@code context.consent.categoryPreferences} of Segment's (a boolean for each category),
 * {@code context.consentManagement} of RudderStack's ({@code allowedConsentIds} and {@code deniedConsentIds}), and a
 * member {@code consent}, of the event or its context: an object with a value for each category, or a list of those that
 * are granted. The case of letters does not count.
 */
final class Consent {

    private static final List<FieldPath> BY_CATEGORY =
            Stream.of("context.consent.categoryPreferences", "context.consent", "consent.categoryPreferences", "consent")
                    .map(FieldPath::of).toList();
    private static final FieldPath MANAGEMENT = FieldPath.of("context.consentManagement");
    private static final String ALLOWED = "allowedConsentIds";
    private static final String DENIED = "deniedConsentIds";
    private static final Set<String> YES = Set.of("true", "granted", "yes", "allowed", "1");
    private static final Set<String> NO = Set.of("false", "denied", "no", "0");

    private final List<String> categories;
    private final boolean areAllNeeded;
    private final boolean isGrantedByDefault;

    private Consent(List<String> categories, boolean areAllNeeded, boolean isGrantedByDefault) {
        this.categories = categories;
        this.areAllNeeded = areAllNeeded;
        this.isGrantedByDefault = isGrantedByDefault;
    }

    /**
     * @param categories separated by commas
     * @param match      {@code all} or {@code any} of them
     * @param missing    {@code denied} or {@code granted}: what an event means that says nothing of a category
     * @throws IllegalArgumentException says which of them makes no sense
     */
    static Consent of(String categories, String match, String missing) {
        List<String> names = Stream.of(categories.split(",", -1)).map(name -> name.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (names.contains("")) {
            throw new IllegalArgumentException("consent is a list of categories, such as marketing, analytics, not '"
                    + categories + "'");
        }
        require(match.equals("all") || match.equals("any"), "consentMatch is all or any, not '" + match + "'");
        require(missing.equals("denied") || missing.equals("granted"), "consentDefault is denied or granted, not '"
                + missing + "'");
        return new Consent(names, match.equals("all"), missing.equals("granted"));
    }

    private static void require(boolean holds, String sentence) {
        if (!holds) {
            throw new IllegalArgumentException(sentence);
        }
    }

    /** Whether the event may be delivered. */
    boolean isGivenIn(Map<String, ?> event) {
        return areAllNeeded ? categories.stream().allMatch(category -> isGiven(event, category))
                : categories.stream().anyMatch(category -> isGiven(event, category));
    }

    private boolean isGiven(Map<String, ?> event, String category) {
        boolean isGranted = false;
        for (FieldPath path : BY_CATEGORY) {
            Optional<Boolean> said = said(path.in(event), category);
            if (said.isPresent() && !said.get()) {
                return false;
            }
            isGranted |= said.isPresent();
        }
        if (MANAGEMENT.in(event) instanceof Map<?, ?> management) {
            if (names(management.get(DENIED)).contains(category)) {
                return false;
            }
            isGranted |= names(management.get(ALLOWED)).contains(category);
        }
        return isGranted || isGrantedByDefault && !isListed(event) && !isUnclear(event, category);
    }

    /** Whether something is said of the category, or of all, that is not understood: that is no grant by default. */
    private static boolean isUnclear(Map<String, ?> event, String category) {
        return BY_CATEGORY.stream().map(path -> path.in(event)).anyMatch(said -> said instanceof Map<?, ?> byCategory
                ? byCategory.entrySet().stream().anyMatch(each -> lower(each.getKey()).equals(category)
                        && each.getValue() != null && !YES.contains(lower(each.getValue())))
                : said != null && !(said instanceof List<?>) && !YES.contains(lower(said)))
                || MANAGEMENT.in(event) instanceof Map<?, ?> management && management.get(DENIED) != null
                && !(management.get(DENIED) instanceof Collection<?>);
    }

    /** Whether the event lists what is granted, so that all else is not. */
    private static boolean isListed(Map<String, ?> event) {
        return BY_CATEGORY.stream().anyMatch(path -> path.in(event) instanceof List<?>)
                || MANAGEMENT.in(event) instanceof Map<?, ?> management && management.get(ALLOWED) != null;
    }

    /** What a place says of a category; empty: nothing that is understood. */
    private static Optional<Boolean> said(@Nullable Object consent, String category) {
        if (consent instanceof List<?> granted) {
            return names(granted).contains(category) ? Optional.of(true) : Optional.empty();
        }
        if (!(consent instanceof Map<?, ?> byCategory)) {
            return Optional.empty();
        }
        Optional<Boolean> said = Optional.empty();
        for (Map.Entry<?, ?> each : byCategory.entrySet()) {
            if (lower(each.getKey()).equals(category)) {
                String value = lower(each.getValue());
                if (NO.contains(value)) {
                    return Optional.of(false);
                }
                said = YES.contains(value) ? Optional.of(true) : said;
            }
        }
        return said;
    }

    private static Set<String> names(@Nullable Object list) {
        return list instanceof Collection<?> names
                ? names.stream().map(Consent::lower).collect(Collectors.toUnmodifiableSet()) : Set.of();
    }

    private static String lower(@Nullable Object value) {
        return String.valueOf(value).strip().toLowerCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return String.join(", ", categories);
    }
}
