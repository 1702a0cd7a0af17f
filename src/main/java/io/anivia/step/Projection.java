package io.anivia.step;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.anivia.contract.EventMembers;
import org.jspecify.annotations.Nullable;

/** What is kept of an event: some members, and what leads to them. Immutable. */
final class Projection {

    private final List<PathRest> paths;

    /** What of a path still leads on. */
    private record PathRest(StepPath path, int at) {

        /** What is left behind a member of this name; {@code null} if the path leads elsewhere. */
        @Nullable PathRest behind(String name) {
            if (path.isEach(at)) {
                return new PathRest(path, at + 1);
            }
            for (int dots = 0; dots < path.length() - at; dots++) {
                if (path.name(at, dots).equals(name)) {
                    return new PathRest(path, at + dots + 1);
                }
            }
            return null;
        }

        boolean isAtEnd() {
            return at == path.length();
        }
    }

    Projection(List<StepPath> paths) {
        this.paths = paths.stream().map(path -> new PathRest(path, 0)).toList();
    }

    Map<String, @Nullable Object> of(Map<String, @Nullable Object> event) {
        Map<String, @Nullable Object> kept = new LinkedHashMap<>();
        event.forEach((name, value) -> {
            if (EventMembers.RESERVED.contains(name)) {
                kept.put(name, value);
            } else {
                keep(kept, name, value, paths);
            }
        });
        return kept;
    }

    private static void keep(Map<String, @Nullable Object> kept, String name, @Nullable Object value,
            List<PathRest> paths) {
        List<PathRest> behind = behind(name, paths);
        if (behind.stream().anyMatch(PathRest::isAtEnd)) {
            kept.put(name, value);
        } else if (!behind.isEmpty()) {
            Object inner = of(value, behind);
            if (inner != null) {
                kept.put(name, inner);
            }
        }
    }

    private static List<PathRest> behind(String name, List<PathRest> paths) {
        List<PathRest> behind = new ArrayList<>();
        for (PathRest path : paths) {
            PathRest rest = path.behind(name);
            if (rest != null) {
                behind.add(rest);
            }
        }
        return behind;
    }

    /** {@code null} if nothing is kept. */
    private static @Nullable Object of(@Nullable Object value, List<PathRest> paths) {
        if (value instanceof Map<?, ?> object) {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>();
            object.forEach((name, member) -> keep(kept, String.valueOf(name), member, paths));
            return kept.isEmpty() ? null : kept;
        }
        if (value instanceof List<?> list) {
            Map<String, @Nullable Object> kept = new LinkedHashMap<>();
            for (int index = 0; index < list.size(); index++) {
                keep(kept, Integer.toString(index), list.get(index), paths);
            }
            return kept.isEmpty() ? null : new ArrayList<>(kept.values());
        }
        return null;
    }
}
