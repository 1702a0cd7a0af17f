package io.anivia.destination.omniture;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tags of a hit. Adobe ignores all others silently, so a mistyped one is refused here, unless it is said to be none
 * of these.
 *
 * @see <a href="https://developer.adobe.com/analytics-apis/docs/1.4/guides/data-insertion/variable-reference">Adobe's
 *      list</a>
 */
final class HitFields {

    static final String VISITOR_ID = "visitorID";
    static final String TIMESTAMP = "timestamp";
    static final String EVENTS = "events";
    static final String PAGE_NAME = "pageName";
    static final String PAGE_URL = "pageURL";
    static final String LINK_TYPE = "linkType";
    static final String LINK_NAME = "linkName";
    static final String LINK_URL = "linkURL";
    static final String PRODUCTS = "products";
    static final String MARKETING_CLOUD_VISITOR_ID = "marketingCloudVisitorID";
    static final String IP_ADDRESS = "IPaddress";

    private static final Map<String, String> SINGLE = byName(
            "analyticsVisitorID", "browserHeight", "browserWidth", "campaign", "channel", "colorDepth",
            "connectionType", "cookiesEnabled", "currencyCode", "customerPerspective", EVENTS, "fallbackVisitorID",
            "homePage", "imsRegion", IP_ADDRESS, "javaEnabled", "javaScriptVersion", "language", LINK_NAME, LINK_TYPE,
            LINK_URL, MARKETING_CLOUD_VISITOR_ID, PAGE_NAME, "pageType", PAGE_URL, "plugins", PRODUCTS, "purchaseID",
            "referrer", "resolution", "server", "state", TIMESTAMP, "timezone", "transactionID", "userAgent",
            VISITOR_ID, "zip");
    private static final Map<String, String> NUMBERED_NAMES = byName("eVar", "prop", "hier", "list");
    private static final Map<String, Integer> HIGHEST = Map.of("eVar", 250, "prop", 75, "hier", 5, "list", 3);
    /** Set elsewhere, by lower-case name. */
    private static final Map<String, String> ELSEWHERE = Map.of(
            "reportsuiteid", "the report suite is set behind 'omniture:'",
            "contextdata", "context data is set by contextData.<key>",
            "scxmlver", "it is always there", "sc_xml_ver", "it is always there");
    private static final Pattern XML_NAME = Pattern.compile("(?i)(?!xml)[A-Z_][A-Z0-9_.-]*");
    private static final Pattern NUMBERED = Pattern.compile("([A-Za-z]+)([1-9]\\d{0,3})");

    private HitFields() {
    }

    /**
     * The name of a tag in Adobe's spelling; case does not matter.
     *
     * @throws IllegalArgumentException if there is no such tag, or a mapping may not set it
     */
    static String named(String name) {
        String single = SINGLE.get(name);
        if (single != null) {
            return single;
        }
        Matcher numbered = NUMBERED.matcher(name);
        String family = numbered.matches() ? NUMBERED_NAMES.get(numbered.group(1)) : null;
        if (family == null) {
            throw new IllegalArgumentException("hit." + name + ": a hit has no such field; " + wayOut(name));
        }
        int number = Integer.parseInt(numbered.group(2));
        int highest = Objects.requireNonNull(HIGHEST.get(family));
        if (number > highest) {
            throw new IllegalArgumentException("hit." + name + ": " + family + " goes from 1 to " + highest);
        }
        return family + number;
    }

    private static String wayOut(String name) {
        String elsewhere = ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
        return elsewhere != null ? elsewhere
                : "it has " + String.join(", ", SINGLE.values()) + ", eVar1, prop1, hier1, list1 and so on; a tag that"
                        + " is new at Adobe is set by tag.<name>";
    }

    /**
     * Checks the name of a tag that is in none of these lists.
     *
     * @throws IllegalArgumentException if it is in one, is set elsewhere, or cannot be a tag
     */
    static void checkUnknown(String name) {
        Matcher numbered = NUMBERED.matcher(name);
        boolean isKnown = SINGLE.containsKey(name)
                || numbered.matches() && NUMBERED_NAMES.containsKey(numbered.group(1));
        if (isKnown) {
            throw new IllegalArgumentException("tag." + name + ": this is a field of the hit: write hit." + name);
        }
        String elsewhere = ELSEWHERE.get(name.toLowerCase(Locale.ROOT));
        if (elsewhere != null || !XML_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("tag." + name + ": "
                    + (elsewhere != null ? elsewhere : "this cannot be the name of a tag in XML"));
        }
    }

    private static Map<String, String> byName(String... names) {
        Map<String, String> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : names) {
            byName.put(name, name);
        }
        return byName;
    }
}
