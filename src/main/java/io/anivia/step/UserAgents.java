package io.anivia.step;

import java.util.LinkedHashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;
import ua_parser.Client;
import ua_parser.OS;
import ua_parser.Parser;
import ua_parser.UserAgent;

/**
 * Reads user agents by the rules of the <a href="https://github.com/ua-parser/uap-core">uap-core</a> project, about a
 * thousand regular expressions, and remembers those that were read last. Thread-safe.
 */
final class UserAgents {

    /** What a rule says where it knows nothing. */
    private static final String UNKNOWN = "Other";

    private final Cache<String, Map<String, String>> cache;
    private final int maxLength;

    /** Loads the rules when the first user agent is read; all steps share them. */
    private static final class SharedParser {

        static final Parser PARSER = new Parser();
    }

    /**
     * @param remembered how many user agents
     * @param maxLength  how many characters of one are read: the time that regular expressions take grows with them
     */
    UserAgents(int remembered, int maxLength) {
        // The cache's upkeep is short, and needs no thread of another pool.
        this.cache = Caffeine.newBuilder().maximumSize(remembered).executor(Runnable::run).build();
        this.maxLength = maxLength;
    }

    /** Members by name, those that are known; not to be changed. */
    Map<String, String> read(String text) {
        String read = OptionText.cut(text, maxLength);
        Map<String, String> known = cache.getIfPresent(read);
        if (known == null) {
            // Two threads may read the same: waiting for each other would hold up others, too.
            known = parse(read);
            cache.put(read, known);
        }
        return known;
    }

    private static Map<String, String> parse(String text) {
        Client client = SharedParser.PARSER.parse(text);
        UserAgent browser = client.userAgent;
        OS system = client.os;
        Map<String, String> known = new LinkedHashMap<>();
        put(known, "browser", browser.family);
        put(known, "browserVersion", version(browser.major, browser.minor, browser.patch));
        put(known, "os", system.family);
        put(known, "osVersion", version(system.major, system.minor, system.patch));
        put(known, "device", client.device.family);
        return known;
    }

    private static void put(Map<String, String> known, String member, @Nullable String value) {
        if (value != null && !value.isBlank() && !value.equals(UNKNOWN)) {
            known.put(member, value);
        }
    }

    /** {@code null} if there is none. */
    private static @Nullable String version(@Nullable String major, @Nullable String minor, @Nullable String patch) {
        if (major == null || minor == null) {
            return major;
        }
        return patch == null ? major + '.' + minor : major + '.' + minor + '.' + patch;
    }
}
