package io.anivia.source.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.anivia.contract.RequestParts;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** How a source takes requests in: all that Elmer knows of it. Immutable. */
public final class Intake {

    /**
     * What a source's file says.
     *
     * @param path         separated by commas
     * @param prefixedPath those that are served under the source's name only
     * @param methods      separated by commas
     * @param emptyBody    whether a POST without a body is a payload: false; true, its query; headers, those
     *                     that go along
     * @param key          where the key is
     * @param answer       when the payload is safe
     * @param error        when it is not taken
     * @param fixed        answers that need no payload
     * @param answerHeaders headers of all answers
     * @param origins      of pages
     * @param forward      what of the request goes along
     * @param maxBodyBytes 0: {@code anivia.elmer.max-body}
     * @param reading      what is written of how payloads are read
     */
    public record IntakeOptions(String path, String prefixedPath, String methods, String emptyBody, String key,
            String answer, String error, String fixed, String answerHeaders, String origins, String forward,
            long maxBodyBytes,
            List<String> reading) {
    }

    /** What a request other than a GET says if it has no body. */
    private enum EmptyBody {
        NOTHING, QUERY, HEADERS;

        static EmptyBody of(String written) {
            return switch (written) {
                case "false" -> NOTHING;
                case "true" -> QUERY;
                case "headers" -> HEADERS;
                default -> throw new IllegalArgumentException("\"" + written + "\" is none of false, true and headers");
            };
        }
    }

    private static final String GET = "GET";
    /** A parameter of a query, with the separator behind it; its name is a group. */
    private static final Pattern PARAMETER = Pattern.compile("([^=&;]*)[^&;]*(?:[&;]|$)");
    private static final Pattern SEPARATORS_AT_END = Pattern.compile("[&;]+$");
    private static final Set<String> METHODS = Set.of(GET, "POST", "PUT", "PATCH");

    private final List<PathPattern> paths;
    private final List<PathPattern> prefixedPaths;
    private final Set<String> methods;
    private final EmptyBody emptyBody;
    private final KeyPlaces keys;
    private final Answers answer;
    private final Answers error;
    private final List<FixedAnswer> fixed;
    private final Map<String, String> answerHeaders;
    private final Origins origins;
    private final Forwarding forwarding;
    private final long maxBodyBytes;

    /** @throws IllegalArgumentException if an option is not valid, beginning with its name */
    public Intake(IntakeOptions options, AnswerFiles files) {
        this.paths = option("path", () -> paths(options.path()));
        this.prefixedPaths = option("prefixedPath", () -> paths(options.prefixedPath()));
        this.methods = option("methods", () -> methods(options.methods()));
        this.emptyBody = option("emptyBody", () -> EmptyBody.of(options.emptyBody()));
        this.keys = option("key", () -> KeyPlaces.parse(options.key()));
        // Not written: the answer of Anivia's own, which is 202.
        this.answer = option("answer", () -> options.answer().isBlank()
                ? Answers.parse("202 application/json {\"receipt\":\"${receipt}\"}", 202, files)
                : Answers.parse(options.answer(), 200, files));
        this.error = option("error", () -> Answers.parse(options.error(), 0, files));
        this.fixed = option("fixed", () -> FixedAnswer.parse(options.fixed(), files));
        this.answerHeaders = option("answerHeaders", () -> AnswerHeaders.parse(options.answerHeaders()));
        this.origins = option("origins", () -> Origins.parse(options.origins()));
        this.forwarding = option("forward", () -> Forwarding.parse(options.forward(), options.reading(), keys));
        this.maxBodyBytes = options.maxBodyBytes();
        if (maxBodyBytes < 0 || maxBodyBytes > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("maxBody: a number of bytes up to " + Integer.MAX_VALUE
                    + ", or 0 for anivia.elmer.max-body, not " + maxBodyBytes);
        }
        if (paths.isEmpty() && prefixedPaths.isEmpty()) {
            throw new IllegalArgumentException("path: a source has at least one path");
        }
        for (String variable : keys.variables()) {
            if (Stream.of(paths, prefixedPaths).flatMap(List::stream).noneMatch(path -> path.hasVariable(variable))) {
                throw new IllegalArgumentException("key: no path has the variable '" + variable + "': write {"
                        + variable + "} where it stands in path");
            }
        }
    }

    @FunctionalInterface
    private interface Parsing<T> {
        T get();
    }

    private static <T> T option(String name, Parsing<T> parsing) {
        try {
            return parsing.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(name + ": " + e.getMessage(), e);
        }
    }

    private static List<PathPattern> paths(String written) {
        return Arrays.stream(written.split(",")).map(String::strip).filter(path -> !path.isEmpty())
                .flatMap(path -> PathPattern.parse(path).stream()).toList();
    }

    private static Set<String> methods(String written) {
        Set<String> methods = Arrays.stream(written.split(",")).map(text -> text.strip().toUpperCase(Locale.ROOT))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!METHODS.containsAll(methods)) {
            throw new IllegalArgumentException("of " + String.join(", ", new TreeSet<>(METHODS)) + ", not \"" + written
                    + "\"");
        }
        return methods;
    }

    List<PathPattern> paths() {
        return paths;
    }

    List<PathPattern> prefixedPaths() {
        return prefixedPaths;
    }

    Set<String> methods() {
        return methods;
    }

    List<FixedAnswer> fixedAnswers() {
        return fixed;
    }

    /** Whether a request without a body may be a payload. */
    public boolean takesEmptyBody(String method) {
        return emptyBody != EmptyBody.NOTHING || method.equals(GET);
    }

    /** The payload of a request without a body: its query, or nothing, if its headers go along and say all. */
    public Optional<byte[]> payloadWithoutBody(RequestHead head) {
        if (emptyBody == EmptyBody.HEADERS && !head.method().equals(GET)) {
            return forwarding.hasHeaders(head) ? Optional.of(new byte[0]) : Optional.empty();
        }
        String query = queryPayload(head.query());
        return query.isEmpty() ? Optional.empty() : Optional.of(query.getBytes(StandardCharsets.UTF_8));
    }

    public KeyPlaces keys() {
        return keys;
    }

    public Answers answer() {
        return answer;
    }

    public Answers error() {
        return error;
    }

    /** What each answer has, whatever it is. */
    public Map<String, String> answerHeaders() {
        return answerHeaders;
    }

    public Origins origins() {
        return origins;
    }

    /** What of a request goes along; empty if nothing does. */
    public Optional<RequestParts> forwarded(RequestHead head, String path, Map<String, String> variables) {
        return forwarding.isNothing() ? Optional.empty() : Optional.of(forwarding.of(head, path, variables));
    }

    /**
     * The query as a payload: without the parameters that are keys, wherever the HTTP server finds one, so behind a
     * semicolon, too; empty if nothing is left.
     */
    String queryPayload(@Nullable String query) {
        if (query == null) {
            return "";
        }
        String kept = PARAMETER.matcher(query)
                .replaceAll(found -> isKey(found.group(1)) ? "" : Matcher.quoteReplacement(found.group()));
        return kept.length() == query.length() ? query : SEPARATORS_AT_END.matcher(kept).replaceFirst("");
    }

    private boolean isKey(String encodedName) {
        return keys.isParameter(QueryStringDecoder.decodeComponent(encodedName));
    }

    /** The largest body that is taken, as sent. */
    public long maxBodyBytes(long usual) {
        return maxBodyBytes == 0 ? usual : maxBodyBytes;
    }
}
