package io.anivia.step;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/**
 * Where values are in an event, for steps that change them. A dot leads into an object, or by a number into a list
 * ({@code products.0.sku}); {@code *} stands for each member of an object or a list ({@code products.*.sku}), and may be
 * written {@code products[*].sku}. A member with dots in its name is found, too: the longest name that is there wins.
 * Immutable.
 */
final class StepPath {

    private static final String EACH = "*";
    private static final Pattern INDEX = Pattern.compile("\\[(\\d+)]");
    private final String text;
    /** By where a name begins and ends among the parts: the name of a member, with the dots in it. */
    private final String[][] names;

    private StepPath(String text, String[] parts) {
        this.text = text;
        this.names = new String[parts.length][];
        for (int from = 0; from < parts.length; from++) {
            names[from] = new String[parts.length - from];
            names[from][0] = parts[from];
            for (int more = 1; from + more < parts.length; more++) {
                names[from][more] = names[from][more - 1] + '.' + parts[from + more];
            }
        }
    }

    /** @throws IllegalArgumentException if it is no path */
    static StepPath of(String written) {
        String text = INDEX.matcher(written.strip().replace("[*]", "." + EACH)).replaceAll(".$1");
        String[] parts = text.split("\\.", -1);
        boolean isPath = text.indexOf('[') < 0 && text.indexOf(']') < 0 && !text.startsWith("$.");
        for (String part : parts) {
            isPath &= !part.isBlank();
        }
        if (!isPath) {
            throw new IllegalArgumentException("'" + written.strip() + "' is no path: write names with dots between them,"
                    + " and [*] for each member of a list, such as user.email or products[*].sku");
        }
        return new StepPath(text, parts);
    }

    /** @throws IllegalArgumentException if it is no path, or leads to what no step may change */
    static StepPath toChange(String written) {
        StepPath path = of(written);
        if (EventMembers.RESERVED.contains(path.names[0][0])) {
            throw new IllegalArgumentException("'" + path.names[0][0] + "' is no member that a step may change: id,"
                    + " timestamp and anivia are as Anivia has set them; give the value a member of another name");
        }
        return path;
    }

    /** Paths to what is changed, separated by commas. */
    static List<StepPath> listToChange(String written) {
        List<StepPath> paths = new ArrayList<>();
        for (String path : written.split(",", -1)) {
            paths.add(toChange(path));
        }
        return List.copyOf(paths);
    }

    /** As it is written. */
    @Override
    public String toString() {
        return text;
    }

    /** How many names lead to the values, if none of them has a dot. */
    int length() {
        return names.length;
    }

    /** To what the value is in; {@code null} if that is the event. */
    @Nullable StepPath parent() {
        return length() == 1 ? null : of(text.substring(0, text.lastIndexOf('.')));
    }

    /** The last name. */
    String last() {
        return name(length() - 1);
    }

    /** Whether each member is meant, in place of one. */
    boolean isEach(int at) {
        return names[at][0].equals(EACH);
    }

    /** The name at a place. */
    String name(int at) {
        return names[at][0];
    }

    /** The name that begins at a place and has so many dots. */
    String name(int at, int dots) {
        return names[at][dots];
    }

    /** Whether several values may be meant, of what is in the one that so many names lead to. */
    boolean hasEach(int from) {
        for (int at = from; at < names.length; at++) {
            if (isEach(at)) {
                return true;
            }
        }
        return false;
    }
}
