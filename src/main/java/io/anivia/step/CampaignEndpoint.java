package io.anivia.step;

import java.util.Map;

import io.anivia.contract.FieldExpression;
import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/**
 * Find the campaign in the address of a page: the {@code utm_} parameters, and the identifiers that advertisers add to
 * a click, such as {@code gclid}.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "campaign", title = "Campaign of events", syntax = "campaign:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class CampaignEndpoint extends StepEndpoint {

    static final String DEFAULT_FROM =
            "context.page.url, page.url, url, properties.page_url, properties.$current_url, attributes.url.full";

    @UriParam(defaultValue = DEFAULT_FROM, description = "Where the address is, separated by commas: the first that is"
            + " there is read.")
    private String from = DEFAULT_FROM;
    @UriParam(defaultValue = "campaign", description = "The object that gets the members source, medium, name, term,"
            + " content, id, clickId and clickIdType, those of them that are found.")
    private String into = "campaign";
    @UriParam(defaultValue = "false", description = "Whether what is found takes the place of members that are there.")
    private boolean overwrite;
    @UriParam(defaultValue = "500", description = "How many characters of a value are kept.")
    private int maxLength = 500;

    public CampaignEndpoint(String uri, CampaignComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require(maxLength > 0, "maxLength", "is 1 or more, not " + maxLength);
        FieldExpression address = parse("from", from, FieldExpression::parse);
        StepPath object = parse("into", into, StepPath::toChange);
        MemberAdder adder = new MemberAdder(object, overwrite);
        CampaignParameters parameters = new CampaignParameters(maxLength);
        return event -> adder.add(event, address.in(event).map(parameters::in).orElseGet(Map::of));
    }

    public String getFrom() {
        return from;
    }

    public void setFrom(String from) {
        this.from = from;
    }

    public String getInto() {
        return into;
    }

    public void setInto(String into) {
        this.into = into;
    }

    public boolean isOverwrite() {
        return overwrite;
    }

    public void setOverwrite(boolean overwrite) {
        this.overwrite = overwrite;
    }

    public int getMaxLength() {
        return maxLength;
    }

    public void setMaxLength(int maxLength) {
        this.maxLength = maxLength;
    }
}
