package io.anivia.ops.command;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what a misspelt name was meant to be. Pure functions. */
final class NearestName {

    private NearestName() {
    }

    /** The known name that is the fewest changes away; empty if none is near. */
    static Optional<String> of(String misspelt, Collection<String> known) {
        int most = Math.max(2, misspelt.length() / 3);
        return known.stream().filter(name -> distance(misspelt, name) <= most)
                .min(Comparator.comparing((String name) -> distance(misspelt, name)).thenComparing(name -> name));
    }

    /** Characters to insert, remove or replace; upper and lower case are the same (Levenshtein). */
    private static int distance(String one, String other) {
        String a = one.toLowerCase(Locale.ROOT);
        String b = other.toLowerCase(Locale.ROOT);
        int[] before = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = before[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(before[j], current[j - 1]) + 1);
            }
            before = current;
        }
        return before[b.length()];
    }
}
