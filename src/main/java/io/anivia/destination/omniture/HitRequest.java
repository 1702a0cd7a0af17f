package io.anivia.destination.omniture;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Encodes a hit as the XML of the Data Insertion API, in UTF-8.
 *
 * <p>{@code & < >} are escaped. Characters that XML 1.0 does not allow (section 2.2: most control characters, halves of
 * surrogate pairs) become U+FFFD.
 */
final class HitRequest {

    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<request><scXmlVer>1.0</scXmlVer>";
    private static final int REPLACEMENT = 0xFFFD;

    private HitRequest() {
    }

    static byte[] encode(Hit hit) {
        StringBuilder xml = new StringBuilder(1024).append(HEAD);
        tag(xml, "reportSuiteID", hit.reportSuite());
        hit.fields().forEach((name, value) -> tag(xml, name, value));
        if (!hit.contextData().isEmpty()) {
            xml.append("<contextData>");
            hit.contextData().forEach((key, value) -> tag(xml, key, value));
            xml.append("</contextData>");
        }
        return xml.append("</request>\n").toString().getBytes(UTF_8);
    }

    private static void tag(StringBuilder xml, String name, String value) {
        xml.append('<').append(name).append('>');
        value.codePoints().forEach(c -> escape(xml, c));
        xml.append("</").append(name).append('>');
    }

    private static void escape(StringBuilder xml, int c) {
        switch (c) {
            case '&' -> xml.append("&amp;");
            case '<' -> xml.append("&lt;");
            case '>' -> xml.append("&gt;");
            default -> xml.appendCodePoint(isXml(c) ? c : REPLACEMENT);
        }
    }

    private static boolean isXml(int c) {
        return c == '\t' || c == '\n' || c == '\r' || c >= 0x20 && c <= 0xD7FF || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }
}
