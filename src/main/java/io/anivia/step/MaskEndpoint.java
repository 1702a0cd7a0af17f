package io.anivia.step;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Find card numbers, e-mail addresses and phone numbers within texts, and write something else in their place.
 *
 * <p>A card number has 13 to 19 digits, as a number or in a text, there also in groups with a blank or a hyphen between
 * them; its check digit is right, and it begins and is as long as those of a known kind of card. {@code ****1111} is left of
 * it. Of an e-mail address, also with {@code %40} for its @ as in URLs, {@code ***@example.com} is left. A phone number
 * begins with + and has 8 to 15 digits; {@code +***} is left. Names of members are not looked at.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "mask", title = "Masked texts in events", syntax = "mask:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class MaskEndpoint extends StepEndpoint {

    @UriParam(description = "Where to look, separated by commas; in an object or a list at each of its values. Not set:"
            + " everywhere in the event.")
    private @Nullable String paths;
    @UriParam(defaultValue = "card,email", description = "What to look for, separated by commas: card, email, phone. A"
            + " phone number is found in its international form only, which begins with a plus sign.")
    private String kinds = "card,email";
    @UriParam(description = "What is written in place of each. Not set: asterisks, with the last four digits of a"
            + " card and the domain of an e-mail address.")
    private @Nullable String with;

    public MaskEndpoint(String uri, MaskComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        Set<PersonalText> wanted = parse("kinds", kinds, MaskEndpoint::kinds);
        return new MaskStep(paths == null ? List.of() : parse("paths", paths, StepPath::listToChange),
                new TextMask(wanted, with));
    }

    private static Set<PersonalText> kinds(String written) {
        Set<PersonalText> kinds = EnumSet.noneOf(PersonalText.class);
        for (String kind : written.split(",", -1)) {
            try {
                kinds.add(PersonalText.valueOf(kind.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("'" + kind.strip() + "' is none of card, email and phone");
            }
        }
        return kinds;
    }

    public @Nullable String getPaths() {
        return paths;
    }

    public void setPaths(String paths) {
        this.paths = paths;
    }

    public String getKinds() {
        return kinds;
    }

    public void setKinds(String kinds) {
        this.kinds = kinds;
    }

    public @Nullable String getWith() {
        return with;
    }

    public void setWith(String with) {
        this.with = with;
    }
}
