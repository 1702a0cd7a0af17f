package io.anivia.destination;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HexFormat;

import jakarta.inject.Named;
import jakarta.inject.Singleton;

import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * Puts a text into an HTTP header, where only visible ASCII arrives as it was. Called by routes as a bean. Thread-safe.
 */
@Singleton
@Named("headerValue")
@RegisterForReflection
public final class HeaderValue {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /**
     * Percent-encodes the UTF-8 of all but visible ASCII, and {@code %}, so that {@code decodeURIComponent} and its
     * like give back the text.
     *
     * @return {@code null} for {@code null}: then there is no header
     * @see <a href="https://www.rfc-editor.org/rfc/rfc3986#section-2.1">RFC 3986, section 2.1</a>
     */
    public @Nullable String encode(@Nullable Object text) {
        if (text == null) {
            return null;
        }
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.toString().getBytes(UTF_8)) {
            if (b > ' ' && b < 0x7F && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.toHexDigits(b));
            }
        }
        return encoded.toString();
    }
}
