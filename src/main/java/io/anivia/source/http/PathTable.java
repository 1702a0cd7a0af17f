package io.anivia.source.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

/**
 * Which source serves a request, by its path. Immutable; {@link Builder} makes one.
 *
 * <p>An exact path comes before one with variables. Each source's paths are served under {@code /<source>} and
 * {@code /<source>/<key>} too, so that clients with the same paths live side by side, and a key can stand in the path
 * of a client that has no other place for it.
 *
 * @param <S> what is known of a source
 */
public final class PathTable<S> {

    /**
     * Where a request goes.
     *
     * @param variables of the path, decoded
     * @param key       from in front of the path, decoded; {@code null} if there is none
     * @param path      as the source wrote it, its variables in braces
     * @param targets   by method
     */
    public record Match<S>(Map<String, String> variables, @Nullable String key, String path,
            Map<String, Target<S>> targets) {

        /** Those of the path, for {@code Allow}. */
        public String methods() {
            return String.join(", ", new TreeSet<>(targets.keySet()));
        }

        /** Those of the path that a source serves, since another may let other pages send. */
        public String methodsOf(S source) {
            Set<String> methods = new TreeSet<>(targets.keySet());
            methods.removeIf(method -> !Objects.requireNonNull(targets.get(method)).source().equals(source));
            return String.join(", ", methods);
        }
    }

    /**
     * What a path is for.
     *
     * @param fixed the answer; {@code null} if it takes payloads
     */
    public record Target<S>(S source, @Nullable Answers fixed) {
    }

    private record Served<S>(PathPattern pattern, Map<String, Target<S>> targets) {
    }

    /** One source's paths, or those that all have at the root. */
    private static final class Paths<S> {

        private final Map<String, Served<S>> exact = new HashMap<>();
        private final Map<Integer, Map<String, Served<S>>> byLength = new HashMap<>();

        Map<String, Target<S>> targets(PathPattern pattern) {
            Map<String, Served<S>> of = pattern.isExact() ? exact
                    : byLength.computeIfAbsent(pattern.length(), length -> new LinkedHashMap<>());
            String shape = pattern.isExact() ? pattern.toString() : pattern.shape();
            return of.computeIfAbsent(shape, path -> new Served<>(pattern, new HashMap<>())).targets();
        }

        Optional<Match<S>> find(String path, @Nullable String key) {
            Served<S> served = exact.get(path);
            if (served != null) {
                return Optional.of(new Match<>(served.pattern().fixedVariables(), key, path, served.targets()));
            }
            if (byLength.isEmpty()) {
                return Optional.empty();
            }
            List<String> segments = PathPattern.segmentsOf(path);
            for (Served<S> each : byLength.getOrDefault(segments.size(), Map.of()).values()) {
                Optional<Map<String, String>> variables = each.pattern().match(segments);
                if (variables.isPresent()) {
                    return Optional.of(new Match<>(variables.get(), key, each.pattern().toString(), each.targets()));
                }
            }
            return Optional.empty();
        }
    }

    private final Paths<S> atRoot;
    private final Map<String, Paths<S>> bySource;

    private PathTable(Paths<S> atRoot, Map<String, Paths<S>> bySource) {
        this.atRoot = atRoot;
        this.bySource = bySource;
    }

    /** @param path normalized, without the query */
    public Optional<Match<S>> find(String path) {
        String trimmed = PathPattern.withoutSlashAtEnd(path);
        Optional<Match<S>> found = atRoot.find(trimmed, null);
        return found.isPresent() ? found : findPrefixed(trimmed);
    }

    private Optional<Match<S>> findPrefixed(String path) {
        int end = path.indexOf('/', 1);
        Paths<S> paths = end < 0 ? null : bySource.get(path.substring(1, end));
        if (paths == null) {
            return Optional.empty();
        }
        Optional<Match<S>> found = paths.find(path.substring(end), null);
        int endOfKey = path.indexOf('/', end + 1);
        return found.isPresent() || endOfKey < 0 ? found
                : paths.find(path.substring(endOfKey), PathPattern.decoded(path.substring(end + 1, endOfKey)));
    }

    /** Collects the paths of all sources. */
    public static final class Builder<S> {

        private final Paths<S> atRoot = new Paths<>();
        private final Map<String, Paths<S>> bySource = new HashMap<>();

        /** Two sources that want one path. */
        public static final class ConflictException extends RuntimeException {

            private static final long serialVersionUID = 1;

            private final transient Object other;
            private final String path;

            private ConflictException(String method, String path, Object other) {
                super(method + " " + path);
                this.path = path;
                this.other = other;
            }

            /** The source that has the path already. */
            public Object other() {
                return other;
            }

            public String path() {
                return path;
            }
        }

        /** @throws ConflictException if another source has one of its paths, or the source itself has it twice */
        public void add(String name, S source, Intake intake) {
            Paths<S> own = bySource.computeIfAbsent(name, each -> new Paths<>());
            Target<S> payloads = new Target<>(source, null);
            for (PathPattern pattern : intake.paths()) {
                put(atRoot, pattern, intake.methods(), payloads);
                put(own, pattern, intake.methods(), payloads);
            }
            for (PathPattern pattern : intake.prefixedPaths()) {
                put(own, pattern, intake.methods(), payloads);
            }
            for (FixedAnswer fixed : intake.fixedAnswers()) {
                Target<S> answer = new Target<>(source, fixed.answers());
                put(atRoot, fixed.path(), fixed.methods(), answer);
                put(own, fixed.path(), fixed.methods(), answer);
            }
        }

        private void put(Paths<S> paths, PathPattern pattern, Iterable<String> methods, Target<S> target) {
            Map<String, Target<S>> targets = paths.targets(pattern);
            for (String method : methods) {
                Target<S> other = targets.putIfAbsent(method, target);
                if (other != null) {
                    throw new ConflictException(method, pattern.toString(), other.source());
                }
            }
        }

        public PathTable<S> build() {
            return new PathTable<>(atRoot, Map.copyOf(bySource));
        }
    }

    /** The methods and paths of all sources, for a list of what there is. */
    public List<String> describe() {
        List<String> lines = new ArrayList<>();
        atRoot.exact.values().forEach(served -> lines.add(served.pattern().toString()));
        atRoot.byLength.values().forEach(all -> all.values().forEach(served -> lines.add(served.pattern().toString())));
        lines.sort(null);
        return lines;
    }
}
