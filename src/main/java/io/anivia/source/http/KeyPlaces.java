package io.anivia.source.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Where a client's key may be, in the order in which they are looked at: {@code basic} (the user, or user and
 * password), {@code basic:password} (the password, or else what {@code basic} is), {@code bearer},
 * {@code scheme:Splunk} (an {@code Authorization} of another scheme), {@code header:X-Write-Key},
 * {@code header:X-Sentry-Auth:sentry_key} (a member of a header that is a list of {@code name=value}),
 * {@code query:writeKey}, {@code path:key} (a variable), {@code body:api_key} (a member of the payload, which
 * Prospector looks at), or {@code none}. A key in front of the path is always found. Immutable.
 */
public final class KeyPlaces {

    private static final String AUTHORIZATION = "authorization";
    private static final String HEADER = "header";
    private static final String QUERY = "query";
    private static final String PATH = "path";
    private static final String SCHEME = "scheme";
    private static final String BASIC = "basic";
    private static final String BASIC_PASSWORD = "basic:password";

    /** @param member finds the key within the value; {@code null} if it is the whole value */
    private record Place(String kind, String name, @Nullable HeaderMember member) {

        Place(String kind, String name) {
            this(kind, name, null);
        }
    }

    /** A {@code name=value} of a list, such as {@code Sentry sentry_version=7, sentry_key=…}; quotes are undone. */
    private record HeaderMember(String name, Pattern pattern) {

        HeaderMember(String name) {
            this(name, Pattern.compile("(?:^|[\\s,;])" + Pattern.quote(name)
                    + "\\s*=\\s*(?:\"([^\"]*)\"|([^\\s,;\"]*))",
                    Pattern.CASE_INSENSITIVE));
        }

        @Nullable String in(@Nullable String value) {
            Matcher found = pattern.matcher(value == null ? "" : value);
            return !found.find() ? null : found.group(1) != null ? found.group(1) : found.group(2);
        }
    }

    private final List<Place> inHead;
    private final List<String> inBody;
    private final boolean none;
    private final Set<String> parameters;
    private final Set<String> headers;
    private final Set<String> variables;
    private final String inWords;

    private KeyPlaces(List<Place> inHead, List<String> inBody, boolean none) {
        this.inHead = inHead;
        this.inBody = inBody;
        this.none = none;
        // Asked for with each request.
        this.parameters = lowerCase(names(inHead, QUERY));
        this.headers = lowerCase(names(inHead, HEADER));
        this.variables = names(inHead, PATH);
        this.inWords = Stream.of(inHead.stream().map(KeyPlaces::inWords), inBody.stream().map("the member "::concat),
                Stream.of("in front of the path")).flatMap(places -> places).collect(Collectors.joining(", "));
    }

    private static Set<String> names(List<Place> places, String kind) {
        return places.stream().filter(place -> place.kind().equals(kind)).map(Place::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> lowerCase(Set<String> names) {
        return names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** @throws IllegalArgumentException if a place is not known */
    public static KeyPlaces parse(String written) {
        List<Place> inHead = new ArrayList<>();
        List<String> inBody = new ArrayList<>();
        boolean none = false;
        for (String text : written.split(",")) {
            String[] parts = text.strip().split(":", 2);
            String name = parts.length == 1 ? "" : parts[1].strip();
            switch (parts[0] + (name.isEmpty() ? "" : ":")) {
                case "none" -> none = true;
                case BASIC -> inHead.add(new Place(SCHEME, BASIC));
                case "bearer" -> inHead.add(new Place(SCHEME, "bearer"));
                case "scheme:" -> inHead.add(new Place(SCHEME, name.toLowerCase(Locale.ROOT)));
                case "header:" -> inHead.add(header(name, text));
                case "query:", "path:" -> inHead.add(new Place(parts[0], name));
                case "body:" -> inBody.add(name);
                case "basic:" -> {
                    if (!name.equals("password")) {
                        throw unknown(text);
                    }
                    inHead.add(new Place(BASIC_PASSWORD, name));
                }
                default -> throw unknown(text);
            }
        }
        return new KeyPlaces(List.copyOf(inHead), List.copyOf(inBody), none);
    }

    private static Place header(String name, String written) {
        int colon = name.indexOf(':');
        if (colon == 0 || colon == name.length() - 1) {
            throw unknown(written);
        }
        return colon < 0 ? new Place(HEADER, name)
                : new Place(HEADER, name.substring(0, colon), new HeaderMember(name.substring(colon + 1)));
    }

    private static IllegalArgumentException unknown(String written) {
        return new IllegalArgumentException("\"" + written.strip() + "\" is no place of a key: write basic,"
                + " basic:password, bearer, scheme:name, header:name, header:name:member, query:name, path:variable, body:member, or none");
    }

    private static String inWords(Place place) {
        return switch (place.kind()) {
            case SCHEME -> place.name().equals(BASIC) ? "the user of Authorization: Basic"
                    : "Authorization: " + place.name();
            case BASIC_PASSWORD -> "the password of Authorization: Basic";
            case HEADER -> (place.member() == null ? "" : place.member().name() + " in ")
                    + "the header " + place.name();
            case QUERY -> "?" + place.name() + "=";
            default -> "the path's " + place.name();
        };
    }

    /** The places for a client's reader: {@code the header X-Api-Key, ?key=, in front of the path}. */
    public String inWords() {
        return inWords;
    }

    /** Whether a request needs no key. */
    public boolean isNone() {
        return none;
    }

    /** The members of the payload that may be a key. */
    public List<String> inBody() {
        return inBody;
    }

    /**
     * Whether a parameter of that name may be a key, which goes no further than here. In whatever case it is written,
     * since the HTTP server finds parameters so.
     */
    boolean isParameter(String name) {
        return parameters.contains(name.toLowerCase(Locale.ROOT));
    }

    /** The names of the headers that may be a key, in lower case. */
    Set<String> headers() {
        return headers;
    }

    /** The names of the path's variables that may be a key. */
    Set<String> variables() {
        return variables;
    }

    /**
     * What the request presents as its key, in the first place that is used: more than one text if the place can be
     * read in two ways; empty if there is none.
     *
     * @param inFront from in front of the path; {@code null} if there is none
     */
    public List<String> presented(RequestHead head, Map<String, String> variables, @Nullable String inFront) {
        for (Place place : inHead) {
            List<String> found = switch (place.kind()) {
                case SCHEME -> ofScheme(place.name(), head.header(AUTHORIZATION));
                case BASIC_PASSWORD -> ofPassword(credentials(BASIC, head.header(AUTHORIZATION)));
                case HEADER -> one(place.member() == null ? head.header(place.name())
                        : place.member().in(head.header(place.name())));
                case QUERY -> one(head.parameter(place.name()));
                default -> one(variables.get(place.name()));
            };
            if (!found.isEmpty()) {
                return found;
            }
        }
        return one(inFront);
    }

    private static List<String> one(@Nullable String key) {
        return key == null || key.isEmpty() ? List.of() : List.of(key);
    }

    private static List<String> ofScheme(String scheme, @Nullable String authorization) {
        String credentials = credentials(scheme, authorization);
        return scheme.equals(BASIC) ? ofBasic(credentials) : one(credentials);
    }

    /** What follows the scheme; {@code null} if it is another one. */
    private static @Nullable String credentials(String scheme, @Nullable String authorization) {
        int end = authorization == null ? -1 : authorization.indexOf(' ');
        if (authorization == null || end < 0 || !authorization.substring(0, end).equalsIgnoreCase(scheme)) {
            return null;
        }
        return authorization.substring(end).strip();
    }

    /** RFC 7617: the user alone, or, for a key that has a colon, all of it. */
    private static List<String> ofBasic(@Nullable String encoded) {
        String both = decoded(encoded);
        int colon = both.indexOf(':');
        String user = colon < 0 ? both : both.substring(0, colon);
        boolean isUserAlone = colon < 0 || colon == both.length() - 1;
        return user.isEmpty() ? List.of() : isUserAlone ? List.of(user) : List.of(user, both);
    }

    private static List<String> ofPassword(@Nullable String encoded) {
        String both = decoded(encoded);
        int colon = both.indexOf(':');
        List<String> keys = new ArrayList<>(colon < 0 ? List.of() : one(both.substring(colon + 1)));
        keys.addAll(ofBasic(encoded));
        return keys;
    }

    /** User and password; empty if there are none. */
    private static String decoded(@Nullable String encoded) {
        try {
            return encoded == null ? "" : new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notBase64) {
            return "";
        }
    }
}
