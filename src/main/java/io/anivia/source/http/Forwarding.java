package io.anivia.source.http;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.RequestParts;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/**
 * What of a request goes along with its payload: {@code method}, {@code path} (with its variables), {@code query} or
 * {@code query:name}, {@code header:name} or {@code header:ce-*}. Keys, cookies and {@code Authorization} never do.
 * Immutable.
 */
final class Forwarding {

    private static final Pattern REFERENCE =
            Pattern.compile("request\\.(method|uri|path|query|header)(?:\\.([A-Za-z0-9_-]+))?");
    private static final Set<String> NEVER = Set.of("authorization", "proxy-authorization", "cookie");

    private final boolean method;
    private final boolean path;
    private final boolean wholeQuery;
    private final Set<String> parameters;
    private final Set<String> headers;
    private final List<String> headerPrefixes;
    private final KeyPlaces keys;

    private Forwarding(Set<String> asked, KeyPlaces keys) {
        this.method = asked.contains("method");
        this.path = asked.contains("path");
        this.wholeQuery = asked.contains("query");
        this.parameters = named(asked, "query:");
        Set<String> names = named(asked, "header:");
        this.headers = new LinkedHashSet<>(names);
        this.headers.removeIf(name -> name.endsWith("*"));
        this.headerPrefixes = names.stream().filter(name -> name.endsWith("*"))
                .map(name -> name.substring(0, name.length() - 1)).toList();
        this.keys = keys;
    }

    private static Set<String> named(Set<String> asked, String kind) {
        Set<String> names = new LinkedHashSet<>();
        asked.stream().filter(each -> each.startsWith(kind)).forEach(each -> names.add(each.substring(kind.length())));
        return names;
    }

    /**
     * @param written as the option has it
     * @param reading what is written of how payloads are read: what it names of the request goes along, too
     * @throws IllegalArgumentException if something is written that is no part of a request
     */
    static Forwarding parse(String written, Iterable<String> reading, KeyPlaces keys) {
        Set<String> asked = new LinkedHashSet<>();
        for (String text : written.split(",")) {
            String part = text.strip();
            String lower = part.toLowerCase(Locale.ROOT);
            if (lower.startsWith("header:") && lower.length() > "header:".length()) {
                asked.add(lower);
                requireForwarded(lower, keys);
            } else if (Set.of("method", "path", "query").contains(part) || part.matches("query:.+")) {
                asked.add(part);
                requireForwarded(part, keys);
            } else if (!part.isEmpty()) {
                throw new IllegalArgumentException("\"" + part + "\" is no part of a request: write method, path,"
                        + " query, query:name, header:name or header:prefix*");
            }
        }
        for (String text : reading) {
            Matcher reference = REFERENCE.matcher(text);
            while (reference.find()) {
                String name = reference.group(2);
                String part = switch (reference.group(1)) {
                    case "header" -> "header:" + (name == null ? "*" : name.toLowerCase(Locale.ROOT));
                    case "query" -> name == null ? "query" : "query:" + name;
                    case "uri" -> "path";
                    default -> reference.group(1);
                };
                requireForwarded(part.equals("path") && name != null ? "path:" + name : part, keys);
                asked.add(part);
            }
        }
        return new Forwarding(asked, keys);
    }

    /** So that a file does not ask for what it never gets. */
    private static void requireForwarded(String part, KeyPlaces keys) {
        int colon = part.indexOf(':');
        String name = part.substring(colon + 1);
        boolean isKey = colon > 0 && switch (part.substring(0, colon)) {
            case "header" -> keys.headers().contains(name);
            case "query" -> keys.isParameter(name);
            default -> keys.variables().contains(name);
        };
        if (isKey || part.startsWith("header:") && NEVER.contains(name)) {
            throw new IllegalArgumentException("\"" + part + "\" never goes along with a payload: "
                    + (isKey ? "it is a place of the key (key)" : "it may hold credentials"));
        }
    }

    boolean isNothing() {
        return !method && !path && !wholeQuery && parameters.isEmpty() && headers.isEmpty() && headerPrefixes.isEmpty();
    }

    /** @param pathPattern as the source wrote it */
    RequestParts of(RequestHead head, String pathPattern, Map<String, String> variables) {
        Map<String, String> kept = new LinkedHashMap<>();
        if (path) {
            variables.forEach((name, value) -> {
                if (!keys.variables().contains(name)) {
                    kept.put(name, value);
                }
            });
        }
        return new RequestParts(method ? head.method() : "", path ? expand(pathPattern, kept) : "", kept,
                query(head.query()), headers(head));
    }

    /** The path without what is in front of it, and without a key. */
    private static String expand(String pattern, Map<String, String> variables) {
        String path = pattern;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            path = path.replace("{" + variable.getKey() + "}", variable.getValue());
        }
        return path;
    }

    private Map<String, List<String>> query(@Nullable String query) {
        if (query == null || (!wholeQuery && parameters.isEmpty())) {
            return Map.of();
        }
        Map<String, List<String>> kept = new LinkedHashMap<>();
        new QueryStringDecoder(query, false).parameters().forEach((name, values) -> {
            if ((wholeQuery || parameters.contains(name)) && !keys.isParameter(name)) {
                kept.put(name, List.copyOf(values));
            }
        });
        return kept;
    }

    private Map<String, String> headers(RequestHead head) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String name : headers) {
            String value = head.header(name);
            if (value != null && isForwarded(name)) {
                kept.put(name, value);
            }
        }
        if (!headerPrefixes.isEmpty()) {
            head.headers().forEach((name, value) -> {
                if (headerPrefixes.stream().anyMatch(name::startsWith) && isForwarded(name)) {
                    kept.put(name, value);
                }
            });
        }
        return kept;
    }

    /** Whether some go along. */
    boolean hasHeaders(RequestHead head) {
        return !headers(head).isEmpty();
    }

    private boolean isForwarded(String name) {
        return !NEVER.contains(name) && !keys.headers().contains(name);
    }
}
