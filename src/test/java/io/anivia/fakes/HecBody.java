package io.anivia.fakes;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Takes a request body out of its encoding, within the size the collector accepts. */
final class HecBody {

    private HecBody() {
    }

    /**
     * @param maxBytes of the body as sent and as unpacked
     * @throws HecRefusal 413 or 415 with an HTML body, as Splunk's web server answers before HEC sees the request;
     *         code 6 if it is not gzip though it says so
     */
    static byte[] decode(ReceivedRequest request, int maxBytes) throws HecRefusal {
        String encoding = request.header("Content-Encoding").orElse("identity");
        byte[] body = switch (encoding.toLowerCase(Locale.ROOT)) {
            case "identity" -> request.body();
            case "gzip" -> gunzip(request.body(), maxBytes);
            default -> throw new HecRefusal(Reply.html(415, "415 Unsupported Media Type"));
        };
        if (body.length > maxBytes || request.body().length > maxBytes) {
            throw new HecRefusal(Reply.html(413, "413 Request Entity Too Large"));
        }
        return body;
    }

    private static byte[] gunzip(byte[] body, int maxBytes) throws HecRefusal {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new HecRefusal(HecCode.INVALID_DATA_FORMAT);
        }
    }
}
