package io.anivia.source.counts;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.jspecify.annotations.Nullable;

/**
 * Which clients send to each source, by the name and version that they give in {@code User-Agent}. What does not look
 * like a name and a version is counted as others: the header is a client's, and may hold anything. Thread-safe; bounded.
 */
@Singleton
public final class ClientCounts {

    /** Those that are not told apart. */
    public static final String OTHERS = "others";
    /** Of a source. */
    static final int MAX_CLIENTS = 50;
    private static final int MAX_SHOWN = 20;
    private static final int MAX_LOOKED_AT = 512;
    private static final String BROWSER = "Mozilla/";
    private static final Pattern CLIENT = Pattern.compile("([A-Za-z][A-Za-z._-]{0,39})(?:/v?([0-9][0-9A-Za-z.-]{0,15}))?");
    /** Browsers give the names of others behind, or before, their own. */
    private static final List<String> BROWSERS = List.of("Edg", "OPR", "Firefox", "Chrome", "Version");
    private static final Pattern MAJOR = Pattern.compile("/([0-9]{1,4})");

    private final Map<String, Map<String, LongAdder>> bySource = new ConcurrentHashMap<>();

    /**
     * A payload of a client was accepted.
     *
     * @param source a source's name; there are as many as files
     */
    public void add(String source, @Nullable String userAgent) {
        Map<String, LongAdder> clients = bySource.computeIfAbsent(source, first -> new ConcurrentHashMap<>());
        String name = nameOf(userAgent);
        LongAdder count = clients.get(name);
        if (count == null) {
            // Two threads may add one more than that.
            String counted = clients.size() < MAX_CLIENTS ? name : OTHERS;
            count = clients.computeIfAbsent(counted, first -> new LongAdder());
        }
        count.increment();
    }

    static String nameOf(@Nullable String userAgent) {
        if (userAgent == null) {
            return OTHERS;
        }
        String agent = userAgent.length() <= MAX_LOOKED_AT ? userAgent : userAgent.substring(0, MAX_LOOKED_AT);
        if (agent.startsWith(BROWSER)) {
            return browserOf(agent);
        }
        int end = agent.indexOf(' ');
        Matcher client = CLIENT.matcher(end < 0 ? agent : agent.substring(0, end));
        if (!client.matches()) {
            return OTHERS;
        }
        return client.group(2) == null ? client.group(1) : client.group(1) + ' ' + client.group(2);
    }

    private static String browserOf(String agent) {
        for (String name : BROWSERS) {
            int at = agent.indexOf(name + '/');
            Matcher major = MAJOR.matcher(agent);
            if (at >= 0 && major.find(at + name.length()) && major.start() == at + name.length()) {
                return shown(name) + ' ' + major.group(1);
            }
        }
        return OTHERS;
    }

    private static String shown(String name) {
        return switch (name) {
            case "Edg" -> "Edge";
            case "OPR" -> "Opera";
            case "Version" -> "Safari";
            default -> name;
        };
    }

    /** Payloads by client, the most first. */
    public Map<String, Long> of(String source) {
        Map<String, Long> most = new LinkedHashMap<>();
        bySource.getOrDefault(source, Map.of()).entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, LongAdder> client) -> client.getValue().sum())
                        .reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MAX_SHOWN).forEach(client -> most.put(client.getKey(), client.getValue().sum()));
        return most;
    }
}
