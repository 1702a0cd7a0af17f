package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpStepTest {

    @Test
    void truncatesAtTheUsualPlaces() throws Exception {
        assertThat(apply("{'ip':'192.0.2.17','context':{'ip':'2001:db8:1:2::3','x':1},'properties':{'$ip':'192.0.2.1:80'},"
                + "'client.address':'192.0.2.9','other':'192.0.2.17','anivia':{'ip':'192.0.2.17'}}", ip -> { })).isEqualTo(
                        "{'ip':'192.0.2.0','context':{'ip':'2001:db8:1::','x':1},'properties':{'$ip':'192.0.2.0'},"
                                + "'client.address':'192.0.2.0','other':'192.0.2.17','anivia':{'ip':'192.0.2.17'}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            '192.0.2.17, 10.1.2.3:80, unknown, [2001:db8::1]:443' | {'a':'192.0.2.0, 10.1.2.0, 2001:db8::'}
            '192.0.2.0'                                           | {'a':'192.0.2.0'}
            ['192.0.2.17','x',null,{'b':'192.0.2.17'}]            | {'a':['192.0.2.0',null,{'b':'192.0.2.0'}]}
            null                                                  | {'a':null}
            'unknown'                                             | {}
            'unknown, , example.com'                              | {}
            ''                                                    | {}
            ','                                                   | {}
            3221226001                                            | {}
            true                                                  | {}""")
    void truncatesListsAndRemovesWhatIsNoAddress(String value, String changed) throws Exception {
        assertThat(apply("{'a':" + value + "}", ip -> ip.setPaths("a"))).isEqualTo(changed);
    }

    @Test
    void keepsSoManyBitsOrDrops() throws Exception {
        String event = "{'ip':'192.0.2.255','context':{'ip':'2001:db8:1234:ffff::3'}}";
        assertThat(apply(event, ip -> {
            ip.setV4(31);
            ip.setV6(52);
        })).isEqualTo("{'ip':'192.0.2.254','context':{'ip':'2001:db8:1234:f000::'}}");
        assertThat(apply(event, ip -> ip.setAction("drop"))).isEqualTo("{'context':{}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            v4=33       | ip:x: v4 is from 0 to 32, not 33
            v6=-1       | ip:x: v6 is from 0 to 128, not -1
            action=hash | ip:x: action is truncate or drop, not 'hash'
            paths=a,,b  | ip:x: paths: '' is no path""")
    void refusesOptionsThatMakeNoSense(String options, String message) {
        assertThatThrownBy(() -> Steps.resolve("ip:x?" + options)).hasStackTraceContaining(message);
    }

    private static String apply(String event, Consumer<IpEndpoint> options) throws Exception {
        IpEndpoint endpoint = new IpEndpoint("ip:x", new IpComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
