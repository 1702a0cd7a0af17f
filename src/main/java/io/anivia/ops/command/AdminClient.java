package io.anivia.ops.command;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.contract.EventJson;
import org.jspecify.annotations.Nullable;

/** Asks the admin API of a running process. Its failures are sentences that say what to do. */
final class AdminClient {

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(30);
    /** Of an answer that is no stream. */
    private static final int MAX_BYTES = 16 << 20;

    /** As the setting may have it; a token in Base64 may end in equals signs. */
    private static final Pattern NAMED = Pattern.compile("[A-Za-z0-9._-]{1,64}=(.*[^=].*)");

    private final URI root;
    private final Optional<String> token;
    private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1).followRedirects(HttpClient.Redirect.NEVER).build();

    /** What went wrong, in a sentence for a person. */
    static final class AdminCallException extends Exception {

        private static final long serialVersionUID = 1;

        AdminCallException(String message) {
            super(message, null, false, false);
        }
    }

    /** @param token sent with each call; empty: none */
    private AdminClient(URI root, Optional<String> token) {
        this.root = root;
        this.token = token;
    }

    /**
     * @param url       of the management port
     * @param tokenFile its first line is the token; {@code null}: what the environment says, if anything
     * @throws AdminCallException if one of them is not usable
     */
    static AdminClient of(String url, @Nullable Path tokenFile, Map<String, String> environment)
            throws AdminCallException {
        URI root;
        try {
            root = URI.create(url.endsWith("/") ? url : url + "/");
        } catch (IllegalArgumentException e) {
            throw new AdminCallException("--url: '" + url + "' is no address: write http://localhost:9000");
        }
        if (root.getHost() == null || root.getRawUserInfo() != null || root.getRawQuery() != null
                || !("http".equals(root.getScheme()) || "https".equals(root.getScheme()))) {
            throw new AdminCallException("--url: write http://localhost:9000, or another host and port, without"
                    + " user and query");
        }
        return new AdminClient(root, token(tokenFile, environment));
    }

    private static Optional<String> token(@Nullable Path file, Map<String, String> environment)
            throws AdminCallException {
        String token = environment.getOrDefault("ANIVIA_ADMIN_TOKEN", "");
        if (file != null) {
            try {
                token = Files.readString(file).lines().findFirst().orElse("");
            } catch (IOException e) {
                throw new AdminCallException("--token-file: " + file + " cannot be read: "
                        + e.getClass().getSimpleName());
            }
        }
        // As in the setting, of which there may be several, and with names.
        String first = token.split(",", 2)[0].strip();
        Matcher named = NAMED.matcher(first);
        String bare = named.matches() ? named.group(1).strip() : first;
        if (bare.chars().anyMatch(c -> c < '!' || c > '~')) {
            throw new AdminCallException("the token has characters that no header can carry");
        }
        return Optional.of(bare).filter(text -> !text.isEmpty());
    }

    /**
     * The body of a JSON object.
     *
     * @param path below the root
     */
    Map<String, @Nullable Object> get(String path) throws AdminCallException, InterruptedException {
        try (InputStream body = open(path)) {
            byte[] json = body.readNBytes(MAX_BYTES);
            return EventJson.read(json);
        } catch (IOException e) {
            throw new AdminCallException("the answer of " + root + " ended too early, or is no JSON");
        }
    }

    /** The body of a good answer, as it comes; to be closed. */
    InputStream open(String path) throws AdminCallException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path)).timeout(ANSWER);
        token.ifPresent(bearer -> request.header("Authorization", "Bearer " + bearer));
        try {
            HttpResponse<InputStream> response =
                    http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            if (response.statusCode() == 200 && isJson(response)) {
                return response.body();
            }
            throw refused(response);
        } catch (HttpConnectTimeoutException | ConnectException | UnresolvedAddressException e) {
            throw new AdminCallException("nothing answers at " + root + ": is Anivia running there, and is this its"
                    + " management port (9000, QUARKUS_MANAGEMENT_PORT)?");
        } catch (HttpTimeoutException e) {
            throw new AdminCallException(root + " has not answered within " + ANSWER.toSeconds() + " s");
        } catch (IOException e) {
            throw new AdminCallException(root + " is not reached: "
                    + (e.getMessage() == null ? e.getClass().getSimpleName() : TerminalText.safe(e.getMessage())));
        }
    }

    private static boolean isJson(HttpResponse<?> response) {
        String type = response.headers().firstValue("Content-Type").orElse("");
        return type.startsWith("application/json") || type.startsWith("application/x-ndjson");
    }

    private AdminCallException refused(HttpResponse<InputStream> response) {
        Optional<String> detail = detail(response);
        int status = response.statusCode();
        if (status == 401) {
            return new AdminCallException("401: " + (token.isPresent() ? "the token is not one of " + root
                    : root + " wants a token") + ": set ANIVIA_ADMIN_TOKEN, or name a file that has it with"
                    + " --token-file");
        }
        return new AdminCallException(detail.map(text -> status + ": " + text).orElse(status + ": what answers at "
                + root + " is not Anivia's management port: that is port 9000, or QUARKUS_MANAGEMENT_PORT"));
    }

    /** Of a problem document; empty if it is none, and then not of Anivia. */
    private static Optional<String> detail(HttpResponse<InputStream> response) {
        try (InputStream body = response.body()) {
            byte[] json = body.readNBytes(MAX_BYTES);
            return EventJson.read(json).get("detail") instanceof String text
                    ? Optional.of(TerminalText.safe(text)) : Optional.empty();
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
