package io.anivia.step;

import io.anivia.common.SampleRate;
import io.anivia.contract.FieldExpression;
import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Keep a share of the events, such as all events of one user in ten.
 *
 * <p>What is kept depends on the value at {@code by} alone, in every process and at every time: the first 8 bytes of the
 * SHA-256 of the salt and the value, in UTF-8, as a number from 0 to 2^64; kept is what is below rate times 2^64. So 1 % of
 * the users are among the 10 % of another step with the same salt.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "sample", title = "A share of the events", syntax = "sample:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class SampleEndpoint extends StepEndpoint {

    @UriParam(description = "The share that is kept: 0.1, 10% or 1/10.")
    @Metadata(required = true)
    private @Nullable String rate;
    @UriParam(defaultValue = "id", description = "What belongs together is kept together: paths, separated by commas, such"
            + " as user.id, anonymousId; the first that has a text or a number is used. By default each event counts by"
            + " itself.")
    private String by = "id";
    @UriParam(description = "A text that makes the choice another one: steps with the same salt and rate keep the same"
            + " events.")
    private String salt = "";
    @UriParam(defaultValue = "keep", enums = "keep,drop", description = "What is done with an event that has no value for"
            + " by.")
    private String missing = "keep";

    public SampleEndpoint(String uri, SampleComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require(rate != null, "rate", "is missing: the share that is kept, such as 10%");
        require(missing.equals("keep") || missing.equals("drop"), "missing", "is keep or drop, not '" + missing + "'");
        return new SampleStep(parse("rate", rate == null ? "" : rate, SampleRate::of),
                parse("by", by, FieldExpression::parse), salt, missing.equals("keep"));
    }

    public @Nullable String getRate() {
        return rate;
    }

    public void setRate(String rate) {
        this.rate = rate;
    }

    public String getBy() {
        return by;
    }

    public void setBy(String by) {
        this.by = by;
    }

    public String getSalt() {
        return salt;
    }

    public void setSalt(String salt) {
        this.salt = salt;
    }

    public String getMissing() {
        return missing;
    }

    public void setMissing(String missing) {
        this.missing = missing;
    }
}
