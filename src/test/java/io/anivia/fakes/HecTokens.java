package io.anivia.fakes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The tokens a collector knows, and how a request shows one. Thread-safe. */
final class HecTokens {

    private final Map<String, Boolean> enabled = new ConcurrentHashMap<>();
    private volatile boolean inQuery;

    void enable(String token) {
        enabled.put(token, true);
    }

    void disable(String token) {
        enabled.put(token, false);
    }

    void remove(String token) {
        enabled.remove(token);
    }

    void allowInQuery(boolean yes) {
        inQuery = yes;
    }

    /** The token of a request that may come in. */
    String check(ReceivedRequest request) throws HecRefusal {
        String token = shown(request);
        Boolean known = enabled.get(token);
        if (known == null) {
            throw new HecRefusal(HecCode.INVALID_TOKEN);
        }
        if (!known) {
            throw new HecRefusal(HecCode.TOKEN_DISABLED);
        }
        return token;
    }

    private String shown(ReceivedRequest request) throws HecRefusal {
        Optional<String> header = request.header("Authorization");
        if (header.isEmpty()) {
            Optional<String> query = request.parameter("token");
            if (query.isPresent() && !inQuery) {
                throw new HecRefusal(HecCode.QUERY_AUTH_DISABLED);
            }
            return query.orElseThrow(() -> new HecRefusal(HecCode.TOKEN_REQUIRED));
        }
        String[] words = header.get().strip().split(" +", 2);
        if (words.length == 2 && words[0].equalsIgnoreCase("Splunk")) {
            return words[1];
        }
        if (words.length == 2 && words[0].equalsIgnoreCase("Basic")) {
            return password(words[1]);
        }
        throw new HecRefusal(HecCode.INVALID_AUTHORIZATION);
    }

    private static String password(String encoded) throws HecRefusal {
        try {
            String pair = new String(Base64.getDecoder().decode(encoded), UTF_8);
            int colon = pair.indexOf(':');
            if (colon >= 0) {
                return pair.substring(colon + 1);
            }
        } catch (IllegalArgumentException notBase64) {
            throw new HecRefusal(HecCode.INVALID_AUTHORIZATION);
        }
        throw new HecRefusal(HecCode.INVALID_AUTHORIZATION);
    }
}
