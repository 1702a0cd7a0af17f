package io.anivia.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Set, rename, drop, keep and flatten members of events.
 *
 * <p>The options apply in this order: keep, drop, rename, set, flatten, lower, upper, names. For another order write
 * several steps. {@code id}, {@code timestamp} and {@code anivia} are always kept and never changed.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "fields", title = "Fields of events", syntax = "fields:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class FieldsEndpoint extends StepEndpoint {

    @UriParam(description = "Members to keep, separated by commas, such as type, user.plan; all others"
            + " are dropped. Not set: all are kept.")
    private @Nullable String keep;
    @UriParam(description = "Members to drop, separated by commas, such as context.ip, user.email.")
    private @Nullable String drop;
    @UriParam(description = "New names, separated by semicolons, such as user.id = userId; plan = tier: the new"
            + " one first. A member that is not there is passed over; where both lead into each"
            + " member of a list it is renamed in each.")
    private @Nullable String rename;
    @UriParam(description = "Values to set, separated by semicolons, such as channel = 'app'; screen ="
            + " attributes.screen, name, 'unknown'. A value is a path, or a text in single quotes, a number, true, false or"
            + " null; of several, separated by commas, the first that is there. Where there is none nothing is set.")
    private @Nullable String set;
    @UriParam(description = "Objects to put into the object around them, separated by commas: properties {a: {b: 1}}"
            + " becomes the member properties.a.b. A lone dot: all objects of the event. An object"
            + " one of whose new names is taken stays as it is.")
    private @Nullable String flatten;
    @UriParam(defaultValue = ".", description = "What flatten puts between the names.")
    private String separator = ".";
    @UriParam(description = "Texts to write in lower case, separated by commas.")
    private @Nullable String lower;
    @UriParam(description = "Texts to write in upper case, separated by commas.")
    private @Nullable String upper;
    @UriParam(enums = "snake,camel,lower", description = "How to write the names of all members, in all depths: snake"
            + " makes userId to user_id, camel makes user_id to userId, lower writes all"
            + " letters in lower case. A name that is taken already stays.")
    private @Nullable String names;

    public FieldsEndpoint(String uri, FieldsComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        FieldsStep step = new FieldsStep();
        read("keep", keep, written -> step.keep(StepPath.listToChange(written)));
        read("drop", drop, written -> step.drop(StepPath.listToChange(written)));
        read("rename", rename, written -> assignments(written).forEach(each ->
                step.rename(StepPath.toChange(each.name()), StepPath.toChange(each.value()))));
        read("set", set, written -> assignments(written).forEach(each ->
                step.set(StepPath.toChange(each.name()), FieldValue.parse(each.value()))));
        read("flatten", flatten, written -> {
            for (String path : written.split(",", -1)) {
                step.flatten(path.strip().equals(".") ? null : StepPath.toChange(path), separator);
            }
        });
        read("lower", lower, written -> step.changeText(StepPath.listToChange(written),
                text -> text.toLowerCase(Locale.ROOT)));
        read("upper", upper, written -> step.changeText(StepPath.listToChange(written),
                text -> text.toUpperCase(Locale.ROOT)));
        read("names", names, written -> step.changeNames(NameStyle.of(written)));
        require(!step.isEmpty(), "an option", "is missing that says what to do: keep, drop, rename, set, flatten, lower,"
                + " upper or names");
        return step;
    }

    private void read(String option, @Nullable String written, Consumer<String> reader) {
        if (written != null) {
            parse(option, written, text -> {
                reader.accept(text);
                return text;
            });
        }
    }

    /** A name, and what is written behind the equals sign. */
    private record Assignment(String name, String value) {
    }

    private static List<Assignment> assignments(String written) {
        List<Assignment> assignments = new ArrayList<>();
        for (String part : parts(written)) {
            if (part.isBlank()) {
                continue;
            }
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("'" + part.strip() + "' has no '=': write name = value, and ';'"
                        + " between several");
            }
            assignments.add(new Assignment(part.substring(0, equals), part.substring(equals + 1).strip()));
        }
        return assignments;
    }

    /** What stands between semicolons that are not within single quotes. */
    private static List<String> parts(String written) {
        List<String> parts = new ArrayList<>();
        boolean isQuoted = false;
        int from = 0;
        for (int at = 0; at < written.length(); at++) {
            char character = written.charAt(at);
            isQuoted ^= character == '\'';
            if (!isQuoted && character == ';') {
                parts.add(written.substring(from, at));
                from = at + 1;
            }
        }
        parts.add(written.substring(from));
        return parts;
    }

    public @Nullable String getKeep() {
        return keep;
    }

    public void setKeep(String keep) {
        this.keep = keep;
    }

    public @Nullable String getDrop() {
        return drop;
    }

    public void setDrop(String drop) {
        this.drop = drop;
    }

    public @Nullable String getRename() {
        return rename;
    }

    public void setRename(String rename) {
        this.rename = rename;
    }

    public @Nullable String getSet() {
        return set;
    }

    public void setSet(String set) {
        this.set = set;
    }

    public @Nullable String getFlatten() {
        return flatten;
    }

    public void setFlatten(String flatten) {
        this.flatten = flatten;
    }

    public String getSeparator() {
        return separator;
    }

    public void setSeparator(String separator) {
        this.separator = separator;
    }

    public @Nullable String getLower() {
        return lower;
    }

    public void setLower(String lower) {
        this.lower = lower;
    }

    public @Nullable String getUpper() {
        return upper;
    }

    public void setUpper(String upper) {
        this.upper = upper;
    }

    public @Nullable String getNames() {
        return names;
    }

    public void setNames(String names) {
        this.names = names;
    }
}
