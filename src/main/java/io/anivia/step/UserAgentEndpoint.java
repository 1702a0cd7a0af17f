package io.anivia.step;

import java.util.Map;

import io.anivia.contract.FieldExpression;
import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/** Say which browser, operating system and device a user agent is. */
@UriEndpoint(firstVersion = "0.2.0", scheme = "useragent", title = "User agents of events", syntax = "useragent:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class UserAgentEndpoint extends StepEndpoint {

    static final String DEFAULT_FROM = "context.userAgent, userAgent, user_agent, ua, properties.$raw_user_agent,"
            + " properties.$user_agent, attributes.user_agent.original";

    @UriParam(defaultValue = DEFAULT_FROM, description = "Where the user agent is, separated by commas: the first that"
            + " is there is read.")
    private String from = DEFAULT_FROM;
    @UriParam(defaultValue = "agent", description = "The object that gets the members browser, browserVersion, os,"
            + " osVersion and device, those of them that are known.")
    private String into = "agent";
    @UriParam(defaultValue = "false", description = "Whether what is found takes the place of members that are there.")
    private boolean overwrite;
    @UriParam(defaultValue = "10000", description = "How many different user agents are remembered. Reading one takes"
            + " a hundred times as long as remembering it.")
    private int cache = 10_000;
    @UriParam(defaultValue = "1000", description = "How many characters are read; what follows is passed over.")
    private int maxLength = 1_000;

    public UserAgentEndpoint(String uri, UserAgentComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require(cache >= 0, "cache", "is 0 or more, not " + cache);
        require(maxLength > 0, "maxLength", "is 1 or more, not " + maxLength);
        FieldExpression text = parse("from", from, FieldExpression::parse);
        StepPath object = parse("into", into, StepPath::toChange);
        MemberAdder adder = new MemberAdder(object, overwrite);
        UserAgents agents = new UserAgents(cache, maxLength);
        return event -> adder.add(event, text.in(event).map(agents::read).orElseGet(Map::of));
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

    public int getCache() {
        return cache;
    }

    public void setCache(int cache) {
        this.cache = cache;
    }

    public int getMaxLength() {
        return maxLength;
    }

    public void setMaxLength(int maxLength) {
        this.maxLength = maxLength;
    }
}
