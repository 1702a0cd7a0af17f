package io.anivia.step;

import java.util.List;

import io.anivia.common.AddressTruncation;
import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;

/**
 * Shorten the IP addresses in events, or drop them.
 *
 * <p>192.0.2.17 becomes 192.0.2.0, and 2001:db8:1:2::3 becomes 2001:db8:1::. Port and zone are dropped; in lists that are
 * separated by commas, as of X-Forwarded-For, each is shortened. What is no address is removed: whatever it is, a place
 * for addresses holds nothing else that may stay. No name is looked up.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "ip", title = "IP addresses in events", syntax = "ip:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class IpEndpoint extends StepEndpoint {

    private static final String USUAL = "context.ip, ip, ip_address, ipAddress, IPaddress, user_ipaddress, client.address,"
            + " properties.ip, properties.$ip";

    @UriParam(defaultValue = USUAL, description = "Where the addresses are, separated by commas. In an object or a list"
            + " each of its values is meant.")
    private String paths = USUAL;
    @UriParam(defaultValue = "truncate", enums = "truncate,drop", description = "What is done with an address. truncate: it"
            + " is shortened, and what is no address is removed. drop: it is removed.")
    private String action = "truncate";
    @UriParam(defaultValue = "24", description = "How many bits of an IPv4 address are left, from 0 to 32.")
    private int v4 = AddressTruncation.TO_NETWORK.v4Bits();
    @UriParam(defaultValue = "48", description = "How many bits of an IPv6 address are left, from 0 to 128.")
    private int v6 = AddressTruncation.TO_NETWORK.v6Bits();

    public IpEndpoint(String uri, IpComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        List<StepPath> places = parse("paths", paths, StepPath::listToChange);
        require(action.equals("truncate") || action.equals("drop"), "action", "is truncate or drop, not '" + action + "'");
        require(v4 >= 0 && v4 <= 32, "v4", "is from 0 to 32, not " + v4);
        require(v6 >= 0 && v6 <= 128, "v6", "is from 0 to 128, not " + v6);
        return action.equals("drop") ? IpStep.drop(places) : IpStep.truncate(places, new AddressTruncation(v4, v6));
    }

    public String getPaths() {
        return paths;
    }

    public void setPaths(String paths) {
        this.paths = paths;
    }

    public String getAction() {
        return action;
    }

    public void setAction(String action) {
        this.action = action;
    }

    public int getV4() {
        return v4;
    }

    public void setV4(int v4) {
        this.v4 = v4;
    }

    public int getV6() {
        return v6;
    }

    public void setV6(int v6) {
        this.v6 = v6;
    }
}
