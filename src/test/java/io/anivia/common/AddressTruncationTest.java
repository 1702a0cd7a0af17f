package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressTruncationTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            192.0.2.17                   | 192.0.2.0
            192.0.2.17:8080              | 192.0.2.0
            2001:DB8:1:2:3:4:5:6         | 2001:db8:1::
            [2001:db8:1:2::3]            | 2001:db8:1::
            [2001:db8:1:2::3]:443        | 2001:db8:1::
            fe80::1%eth0                 | fe80::
            [fe80::1%25eth0]:80          | fe80::
            ::1                          | ::
            ::                           | ::
            ::ffff:192.0.2.17            | 192.0.2.0
            ::ffff:c000:211              | 192.0.2.0
            [::ffff:192.0.2.17]:80       | 192.0.2.0
            ::192.0.2.17                 | 192.0.2.0
            2002:c000:211::1             | 2002:c000:200::
            64:ff9b::c000:211            | 64:ff9b::
            192.0.2                      | -
            192.0.2.256                  | -
            192.0.2.17.                  | -
            192.0.2.17:                  | -
            192.0.2.17:x                 | -
            [2001:db8::1                 | -
            [2001:db8::1]x               | -
            :80                          | -
            1:2                          | -
            localhost                    | -
            3221226001                   | -
            ''                           | -""")
    void truncates(String written, String truncated) {
        assertThat(AddressTruncation.TO_NETWORK.of(written).orElse(null)).isEqualTo(truncated);
    }

    @Test
    void keepsAsManyBitsAsItIsTold() {
        assertThat(new AddressTruncation(32, 128).of("192.0.2.17")).contains("192.0.2.17");
        assertThat(new AddressTruncation(32, 128).of("2001:db8::f:1")).contains("2001:db8::f:1");
        assertThat(new AddressTruncation(0, 0).of("255.255.255.255")).contains("0.0.0.0");
        assertThat(new AddressTruncation(17, 17).of("255.255.255.255")).contains("255.255.128.0");
        assertThat(AddressTruncation.TO_NETWORK.of("1".repeat(1_000_000))).isEmpty();
        assertThatThrownBy(() -> new AddressTruncation(33, 48)).isInstanceOf(IllegalArgumentException.class);
    }
}
