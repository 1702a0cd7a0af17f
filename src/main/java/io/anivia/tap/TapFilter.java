package io.anivia.tap;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.anivia.common.Shortened;
import io.anivia.contract.FieldPath;
import org.jspecify.annotations.Nullable;

/**
 * A condition on an event: {@code path=value}, or {@code path~part} for a text that contains another. Paths are written
 * as in steps: {@code user.email}, {@code products[0].sku}, and {@code products[*].sku} for any member. A number is
 * compared by its digits as they are in the event. Immutable.
 */
public final class TapFilter {

    private static final int MAX_CHARACTERS = 512;
    /** Each may fork the search at every member of a list. */
    private static final int MAX_STARS = 2;
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+|\\*)]");
    /** What a redacted line shows, and so may be asked for by everyone that may see one. */
    private static final Set<String> SHOWN =
            Set.of("id", "type", "timestamp", "anivia.receipt", "anivia.source", "anivia.index");

    private final String written;
    private final boolean isShown;
    private final List<PathLeg> legs;
    private final boolean isPart;
    private final String value;

    private TapFilter(String written, String path, boolean isPart, String value) {
        this.written = written;
        this.isShown = SHOWN.contains(path);
        this.isPart = isPart;
        this.value = value;
        this.legs = legs(path);
    }

    /** A part of a path. */
    private record PathLeg(@Nullable FieldPath path) {

        /** Any member of an object or a list. */
        static final PathLeg STAR = new PathLeg(null);
    }

    private static List<PathLeg> legs(String path) {
        List<PathLeg> legs = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String name : path.split("\\.")) {
            if (!name.equals("*")) {
                names.add(name);
                continue;
            }
            if (!names.isEmpty()) {
                legs.add(new PathLeg(FieldPath.of(String.join(".", names))));
                names.clear();
            }
            legs.add(PathLeg.STAR);
        }
        if (!names.isEmpty()) {
            legs.add(new PathLeg(FieldPath.of(String.join(".", names))));
        }
        return List.copyOf(legs);
    }

    /** @throws IllegalArgumentException if it is no condition; the message says what is wrong with it */
    public static TapFilter parse(String written) {
        if (written.length() > MAX_CHARACTERS) {
            throw new IllegalArgumentException("a filter has at most " + MAX_CHARACTERS + " characters");
        }
        int equal = written.indexOf('=');
        int tilde = written.indexOf('~');
        boolean isPart = tilde >= 0 && (equal < 0 || tilde < equal);
        int end = isPart ? tilde : equal;
        if (end <= 0 || written.substring(0, end).isBlank()) {
            throw new IllegalArgumentException("'" + written + "' is no filter: write path=value, or path~part");
        }
        String path = INDEX.matcher(written.substring(0, end).strip()).replaceAll(".$1");
        if (path.startsWith(".") || path.startsWith("*") || path.endsWith(".") || path.contains("..")
                || path.indexOf('[') >= 0 || path.chars().filter(c -> c == '*').count() > MAX_STARS) {
            throw new IllegalArgumentException("'" + written.substring(0, end) + "' is no path: write names with dots"
                    + " between them, and [*] at most twice, such as user.email or products[*].sku");
        }
        return new TapFilter(written, path, isPart, written.substring(end + 1));
    }

    /** As it was written. */
    @Override
    public String toString() {
        return written;
    }

    /**
     * Whether it asks for nothing but what a redacted line shows. Any other filter tells values by what it lets
     * through.
     */
    public boolean asksForShownOnly() {
        return isShown;
    }

    boolean matches(Map<String, ?> event) {
        return matches(event, 0);
    }

    private boolean matches(@Nullable Object in, int leg) {
        if (leg == legs.size()) {
            return isValue(in);
        }
        FieldPath next = legs.get(leg).path();
        if (next != null) {
            return matches(next.in(in), leg + 1);
        }
        Collection<?> members = in instanceof List<?> list ? list
                : in instanceof Map<?, ?> object ? object.values() : List.of();
        for (Object member : members) {
            if (matches(member, leg + 1)) {
                return true;
            }
        }
        return false;
    }

    private boolean isValue(@Nullable Object found) {
        if (found == null || found instanceof Map || found instanceof Collection) {
            return false;
        }
        // No more than a line shows: else a filter would tell the rest.
        String text = isShown ? Shortened.to(TapLine.MAX_TEXT_CHARACTERS, found.toString()) : found.toString();
        return isPart ? text.contains(value) : text.equals(value);
    }
}
