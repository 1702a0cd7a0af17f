package io.anivia.common;

import java.util.Arrays;
import java.util.Optional;

import io.netty.util.NetUtil;

/**
 * Shortens IP addresses to the network that they are in, so that they lead to a region and no longer to a person.
 * Looks no name up. Immutable.
 *
 * @param v4Bits how many bits of an IPv4 address are left; the others become 0
 * @param v6Bits how many bits of an IPv6 address are left
 */
public record AddressTruncation(int v4Bits, int v6Bits) {

    /** To what networks are assigned in: /24 and /48. */
    public static final AddressTruncation TO_NETWORK = new AddressTruncation(24, 48);

    private static final int LONGEST_WRITTEN = 64;
    private static final int V4_BYTES = 4;
    /** RFC 4291, section 2.5.5.2: ::ffff:0:0/96. */
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff};
    /** RFC 3056: 2002::/16, with the IPv4 address behind it. */
    private static final byte[] SIX_TO_FOUR = {0x20, 0x02};

    /** @throws IllegalArgumentException if there are not so many bits */
    public AddressTruncation {
        if (v4Bits < 0 || v4Bits > 32 || v6Bits < 0 || v6Bits > 128) {
            throw new IllegalArgumentException("an IPv4 address has 32 bits and an IPv6 address 128, not " + v4Bits
                    + " and " + v6Bits);
        }
    }

    /**
     * The shortened address, without the port and the zone that it may be written with; IPv6 as of RFC 5952. Where an
     * IPv6 address has an IPv4 address in it (::ffff:192.0.2.1, 2002:c000:201::), no more is left of that than of an
     * IPv4 address; the first of these becomes one.
     *
     * @param written an address, a {@code v4:port}, a {@code [v6]} or a {@code [v6]:port}
     * @return empty if it is no address
     */
    public Optional<String> of(String written) {
        String text = written.length() > LONGEST_WRITTEN ? "" : withoutPortAndZone(written.strip());
        byte[] address = isAddress(text) ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        if (address == null) {
            return Optional.empty();
        }
        if (startsWith(address, V4_MAPPED)) {
            address = Arrays.copyOfRange(address, V4_MAPPED.length, address.length);
        }
        if (address.length == V4_BYTES) {
            clear(address, v4Bits);
        } else {
            clear(address, startsWith(address, SIX_TO_FOUR)
                    ? Math.min(v6Bits, SIX_TO_FOUR.length * Byte.SIZE + v4Bits) : v6Bits);
        }
        return Optional.of(NetUtil.bytesToIpAddress(address));
    }

    private static String withoutPortAndZone(String text) {
        String address = text;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            address = end < 0 || !isPort(text.substring(end + 1)) ? "" : text.substring(1, end);
        } else if (text.indexOf(':') == text.lastIndexOf(':') && text.indexOf(':') > 0) {
            int colon = text.indexOf(':');
            address = isPort(text.substring(colon)) ? text.substring(0, colon) : "";
        }
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }

    /** Nothing, or a colon and digits. */
    private static boolean isPort(String text) {
        return text.isEmpty() || text.startsWith(":") && text.length() > 1
                && text.chars().skip(1).allMatch(digit -> digit >= '0' && digit <= '9');
    }

    private static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    private static boolean startsWith(byte[] address, byte[] prefix) {
        return address.length > prefix.length
                && Arrays.equals(address, 0, prefix.length, prefix, 0, prefix.length);
    }

    /** Sets the bits to 0 that follow the first so many. */
    private static void clear(byte[] address, int bits) {
        for (int at = 0; at < address.length; at++) {
            int left = Math.max(0, Math.min(Byte.SIZE, bits - at * Byte.SIZE));
            address[at] &= (byte) (0xff << Byte.SIZE - left);
        }
    }
}
