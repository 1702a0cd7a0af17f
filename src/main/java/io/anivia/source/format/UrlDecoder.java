package io.anivia.source.format;

/** {@code urldecode}: a whole text that is percent-encoded, so that it has escapes, and no blanks or JSON outside. */
final class UrlDecoder implements Decoder {

    @Override
    public byte[] decode(byte[] body, Input input) throws UndecodableException {
        if (!isEncoded(body)) {
            return body;
        }
        byte[] decoded = PercentText.decode(body, 0, body.length, true);
        if (decoded.length > input.maxBytes()) {
            throw UndecodableException.tooLarge(input.maxBytes());
        }
        return decoded;
    }

    private static boolean isEncoded(byte[] body) {
        for (byte character : body) {
            if (character >= 0 && character <= ' ' || character == '"' || character == '{') {
                return false;
            }
        }
        return PercentText.hasEscape(body);
    }
}
