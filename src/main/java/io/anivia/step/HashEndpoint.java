package io.anivia.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;

import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Put pseudonyms in the place of values: HMAC-SHA-256 of their UTF-8 with a key.
 *
 * <p>The same value and key have the same pseudonym wherever it is made, so that events of one user can still be
 * counted; without the key no value can be guessed from it. Texts and numbers become pseudonyms, a number by its text in
 * JSON; {@code null}, {@code true}, {@code false} and empty texts stay. In an object or a list each value is meant.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "hash", title = "Pseudonyms in events", syntax = "hash:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class HashEndpoint extends StepEndpoint {

    static final int SHORTEST_KEY = 16;
    static final int SHORTEST_HASH = 16;

    @UriParam(description = "Values to put pseudonyms in the place of, separated by commas, such as user.email,"
            + " context.ip. In an object or a list each of its values is meant.")
    @Metadata(required = true)
    private @Nullable String paths;
    @UriParam(label = "security", secret = true, description = "The secret, of 16 characters or more: RAW({{a.setting}})."
            + " With another one all pseudonyms are others.")
    @Metadata(required = true)
    private @Nullable String key;
    @UriParam(description = "A name for the key, written in front of the pseudonym and a colon, so that pseudonyms of"
            + " an older key can be told apart.")
    private @Nullable String keyId;
    @UriParam(defaultValue = "hex", enums = "hex,base64url", description = "How pseudonyms are written.")
    private String form = "hex";
    @UriParam(description = "What is done to texts first, separated by commas: trim removes blanks around them, lower writes"
            + " them in lower case. With trim, lower an e-mail address has one pseudonym in whatever way it was typed.")
    private @Nullable String normalize;
    @UriParam(defaultValue = "0", description = "How many characters of the pseudonym are kept, 16 or more; 0: all.")
    private int length;

    public HashEndpoint(String uri, HashComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require(paths != null, "paths", "is missing: where the values are, such as user.email");
        require(key != null && key.length() >= SHORTEST_KEY, "key", "has to have " + SHORTEST_KEY + " characters or more");
        require(keyId == null || keyId.matches("[A-Za-z0-9._-]{1,32}"), "keyId", "is 1 to 32 letters, digits, '.', '_' and"
                + " '-'");
        require(form.equals("hex") || form.equals("base64url"), "form", "is hex or base64url, not '" + form + "'");
        require(length == 0 || length >= SHORTEST_HASH, "length", "is 0 or at least " + SHORTEST_HASH
                + ", so that no two values have one pseudonym, not " + length);
        return new HashStep(parse("paths", paths == null ? "" : paths, StepPath::listToChange),
                parse("normalize", normalize == null ? "" : normalize, HashEndpoint::normalizations),
                new Pseudonyms(key == null ? "" : key, keyId == null ? "" : keyId + ":", form.equals("hex"), length));
    }

    private static List<UnaryOperator<String>> normalizations(String written) {
        List<UnaryOperator<String>> normalizations = new ArrayList<>();
        for (String name : written.isBlank() ? new String[0] : written.split(",", -1)) {
            normalizations.add(switch (name.strip()) {
                case "trim" -> String::strip;
                case "lower" -> text -> text.toLowerCase(Locale.ROOT);
                default -> throw new IllegalArgumentException("'" + name.strip() + "' is neither trim nor lower");
            });
        }
        return List.copyOf(normalizations);
    }

    public @Nullable String getPaths() {
        return paths;
    }

    public void setPaths(String paths) {
        this.paths = paths;
    }

    public @Nullable String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public @Nullable String getKeyId() {
        return keyId;
    }

    public void setKeyId(String keyId) {
        this.keyId = keyId;
    }

    public String getForm() {
        return form;
    }

    public void setForm(String form) {
        this.form = form;
    }

    public @Nullable String getNormalize() {
        return normalize;
    }

    public void setNormalize(String normalize) {
        this.normalize = normalize;
    }

    public int getLength() {
        return length;
    }

    public void setLength(int length) {
        this.length = length;
    }
}
