package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserAgentStepTest {

    private static final String IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15"
            + " (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1";
    private static final String FOUND = "{'browser':'Mobile Safari','browserVersion':'17.1','os':'iOS',"
            + "'osVersion':'17.1','device':'iPhone'}";

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(apply("{'context':{'userAgent':'" + IPHONE + "'}}", agent -> {
        })).endsWith(",'agent':" + FOUND + "}");
        assertThat(apply("{'x':'" + IPHONE + "','context':{}}", agent -> {
            agent.setFrom("y, x");
            agent.setInto("context.client");
        })).endsWith("'context':{'client':" + FOUND + "}}");
    }

    @Test
    void leavesOutWhatIsUnknown() throws Exception {
        String unknown = "{'userAgent':'something else'}";
        assertThat(apply(unknown, agent -> {
        })).isEqualTo(unknown);
        assertThat(new UserAgents(10, 1_000).read("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"))
                .isEqualTo(Map.of("browser", "Googlebot", "browserVersion", "2.1", "device", "Spider"));
    }

    @Test
    void leavesWhatIsThere() throws Exception {
        String event = "{'ua':'" + IPHONE + "','agent':{'os':'x','device':null}}";
        assertThat(apply(event, agent -> {
        })).endsWith("'agent':{'os':'x','device':null,'browser':'Mobile Safari','browserVersion':'17.1','osVersion':'17.1'}}");
        assertThat(apply(event, agent -> agent.setOverwrite(true))).contains("'os':'iOS'", "'device':'iPhone'");
        assertThat(apply("{'ua':'" + IPHONE + "','agent':'x'}", agent -> {
        })).endsWith("'agent':'x'}");
    }

    @Test
    void readsNoMoreThanSomeCharacters() {
        assertThat(new UserAgents(0, 1_000).read(IPHONE + "x".repeat(100_000))).containsEntry("os", "iOS");
        assertThat(new UserAgents(10, 10).read(IPHONE)).isEmpty();
    }

    @Test
    void remembersWhatItHasRead() {
        UserAgents agents = new UserAgents(10, 1_000);
        assertThat(agents.read(IPHONE)).isSameAs(agents.read(IPHONE + ""));
        UserAgents forgetful = new UserAgents(0, 1_000);
        assertThat(forgetful.read(IPHONE)).isNotSameAs(forgetful.read(IPHONE));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            into      | id  | useragent:x: into: 'id' is no member that a step may change
            cache     | -1  | useragent:x: cache is 0 or more, not -1
            maxLength | 0   | useragent:x: maxLength is 1 or more, not 0""")
    void refusesOptionsThatMakeNoSense(String option, String value, String message) {
        assertThatThrownBy(() -> Steps.resolve("useragent:x?" + option + "=" + value)).hasStackTraceContaining(message);
    }

    private static String apply(String event, Consumer<UserAgentEndpoint> options) throws Exception {
        UserAgentEndpoint endpoint = new UserAgentEndpoint("useragent:x", new UserAgentComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
