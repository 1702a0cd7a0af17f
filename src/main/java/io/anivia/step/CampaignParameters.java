package io.anivia.step;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the parameters of campaigns out of addresses, each character once. There is no address that it cannot read:
 * what makes no sense is left as it is written. Immutable.
 */
final class CampaignParameters {

    /** Longer addresses are read so far; browsers and servers take no longer ones. */
    private static final int MAX_ADDRESS = 16_384;
    /** Names that are looked for are not longer. */
    private static final int MAX_NAME = 60;
    /** By parameter, in the order of the members. */
    private static final Map<String, String> MEMBERS = new LinkedHashMap<>();
    /** Of two in one address the first of these is taken. */
    private static final List<String> CLICK_IDS = List.of("gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid",
            "ttclid", "twclid", "li_fat_id", "yclid", "sccid", "epik", "rdt_cid");

    static {
        MEMBERS.put("utm_source", "source");
        MEMBERS.put("utm_medium", "medium");
        MEMBERS.put("utm_campaign", "name");
        MEMBERS.put("utm_term", "term");
        MEMBERS.put("utm_content", "content");
        MEMBERS.put("utm_id", "id");
    }

    private final int maxLength;

    /** @param maxLength of a value, in characters */
    CampaignParameters(int maxLength) {
        this.maxLength = maxLength;
    }

    /** What is found, by the names of members. */
    Map<String, String> in(String address) {
        Map<String, String> parameters = parameters(address);
        if (parameters.isEmpty()) {
            return parameters;
        }
        Map<String, String> found = new LinkedHashMap<>();
        MEMBERS.forEach((parameter, member) -> {
            String value = parameters.get(parameter);
            if (value != null) {
                found.put(member, value);
            }
        });
        for (String type : CLICK_IDS) {
            String value = parameters.get(type);
            if (value != null) {
                found.put("clickId", value);
                found.put("clickIdType", type);
                break;
            }
        }
        return found;
    }

    /** Those that are looked for; of several with one name the first that is not blank. */
    private Map<String, String> parameters(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int end = Math.min(address.length(), MAX_ADDRESS);
        int fragment = address.indexOf('#');
        end = fragment < 0 ? end : Math.min(end, fragment);
        int from = address.indexOf('?') + 1;
        while (from > 0 && from < end) {
            int and = address.indexOf('&', from);
            int to = and < 0 || and > end ? end : and;
            int equals = address.indexOf('=', from);
            if (equals >= 0 && equals < to && equals - from <= MAX_NAME) {
                String name = decode(address.substring(from, equals)).toLowerCase(Locale.ROOT);
                if (MEMBERS.containsKey(name) || CLICK_IDS.contains(name)) {
                    String value = OptionText.cut(decode(address.substring(equals + 1, to)).strip(), maxLength);
                    if (!value.isEmpty()) {
                        parameters.putIfAbsent(name, value);
                    }
                }
            }
            from = to + 1;
        }
        return parameters;
    }

    /** Plus and percent signs, of UTF-8; a percent sign that no two hex digits follow stays. */
    private static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        byte[] written = text.getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < written.length; at++) {
            int value = written[at] == '%' && at + 2 < written.length
                    ? hex(written[at + 1]) * 16 + hex(written[at + 2]) : -1;
            if (value >= 0) {
                bytes.write(value);
                at += 2;
            } else {
                bytes.write(written[at] == '+' ? ' ' : written[at]);
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    /** So negative if it is no hex digit that it stays so with another one added. */
    private static int hex(byte digit) {
        int value = digit < 0 ? -1 : Character.digit((char) digit, 16);
        return value < 0 ? -1000 : value;
    }
}
