package io.anivia.destination.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.IDN;
import java.net.URLDecoder;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * An address of HTTP requests, used exactly as it is configured: nothing in its path or query is decoded, encoded or
 * sorted. Unlike {@link java.net.URI} it takes host names with an underscore.
 *
 * @param host a name or an IP address; an IPv6 address without its brackets
 * @param target path and query, as they are sent
 * @param authorization the header {@code Authorization} for a user and password in the address; {@code null} if it has
 *        none
 */
public record HttpUrl(boolean https, String host, int port, String target, @Nullable String authorization) {

    private static final Pattern URL = Pattern.compile("(?i)(?<scheme>https?)://(?:(?<user>[^/?#@]*)@)?"
            + "(?:\\[(?<ipv6>[0-9a-f:.]+)]|(?<host>[^/?#:\\[\\]@]+))(?::(?<port>[^/?#]*))?"
            + "(?<path>/[^?#]*)?(?<query>\\?[^#]*)?(?<fragment>#.*)?", Pattern.DOTALL);
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern INVALID_PERCENT = Pattern.compile("%(?![0-9A-Fa-f]{2})");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[\\x21-\\x7e]*");

    /**
     * Reads an absolute URL.
     *
     * @throws IllegalArgumentException says what is wrong with it, and quotes nothing of it, since it may hold secrets
     */
    public static HttpUrl parse(String url) {
        Matcher matcher = URL.matcher(url.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("the URL is not of the form http(s)://host[:port][/path][?query]");
        }
        if (matcher.group("fragment") != null) {
            throw new IllegalArgumentException("the URL has a fragment (#...), which is never sent: write # as %23");
        }
        boolean https = matcher.group("scheme").equalsIgnoreCase("https");
        String host = matcher.group("ipv6") != null ? matcher.group("ipv6") : ascii(matcher.group("host"));
        return new HttpUrl(https, host, port(matcher.group("port"), https),
                target(matcher.group("path"), matcher.group("query")), authorization(matcher.group("user")));
    }

    private static String ascii(String host) {
        try {
            String ascii = IDN.toASCII(host, IDN.ALLOW_UNASSIGNED);
            if (HOST.matcher(ascii).matches()) {
                return ascii;
            }
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL's host is not a host name", e);
        }
        throw new IllegalArgumentException("the URL's host is not a host name");
    }

    private static int port(@Nullable String digits, boolean https) {
        if (digits == null) {
            return https ? 443 : 80;
        }
        int port = digits.matches("\\d{1,5}") ? Integer.parseInt(digits) : 0;
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("the URL's port is not a number between 1 and 65535");
        }
        return port;
    }

    private static String target(@Nullable String path, @Nullable String query) {
        String target = (path == null ? "/" : path) + (query == null ? "" : query);
        if (!VISIBLE_ASCII.matcher(target).matches()) {
            throw new IllegalArgumentException("the URL's path or query has a space or another character that must be"
                    + " percent-encoded, such as %20");
        }
        if (INVALID_PERCENT.matcher(target).find()) {
            throw new IllegalArgumentException("the URL's path or query has a % without two hexadecimal digits: write"
                    + " it as %25");
        }
        return target;
    }

    private static @Nullable String authorization(@Nullable String user) {
        if (user == null) {
            return null;
        }
        try {
            // In user and password, a + is a plus.
            String plain = URLDecoder.decode(user.replace("+", "%2B"), UTF_8);
            return "Basic " + Base64.getEncoder().encodeToString(plain.getBytes(UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the URL's user or password has a % without two hexadecimal digits");
        }
    }

    /** The header {@code Host}. */
    String hostHeader() {
        String name = bracketed();
        return port == (https ? 443 : 80) ? name : name + ":" + port;
    }

    private String bracketed() {
        return host.contains(":") ? "[" + host + "]" : host;
    }

    /** Scheme, host and port, for logs: path, query and user may hold secrets. */
    @Override
    public String toString() {
        return (https ? "https://" : "http://") + bracketed() + ":" + port;
    }
}
