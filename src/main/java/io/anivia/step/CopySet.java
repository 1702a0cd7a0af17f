package io.anivia.step;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/** Objects, told apart by identity. Most events have a few of them, for which no table is made. For one thread. */
final class CopySet {

    private static final int FEW = 8;

    private final @Nullable Object[] few = new Object[FEW];
    private int size;
    /** All of them; {@code null} as long as they are few. */
    private @Nullable Set<Object> many;

    /** An object that is not in it. */
    void add(Object copy) {
        if (many != null) {
            many.add(copy);
        } else if (size < FEW) {
            few[size++] = copy;
        } else {
            Set<Object> all = Collections.newSetFromMap(new IdentityHashMap<>());
            all.addAll(Arrays.asList(few));
            all.add(copy);
            many = all;
        }
    }

    boolean contains(Object copy) {
        if (many != null) {
            return many.contains(copy);
        }
        for (int at = 0; at < size; at++) {
            if (few[at] == copy) {
                return true;
            }
        }
        return false;
    }

    void clear() {
        Arrays.fill(few, 0, size, null);
        size = 0;
        many = null;
    }
}
