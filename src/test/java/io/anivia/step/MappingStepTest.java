package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MappingStepTest {

    private static final String EVENT = "{'id':'1','timestamp':'t','n':12.970,'e':1e5,'b':123456789012345678901,'i':7,"
            + "'s':'secret aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','l':[1,2.50],'z':null,'o':{},'anivia':{'index':0}}";
    private static final String RESERVED = "'id':'1','timestamp':'t','anivia':{'index':0}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'n':.n, 'e':.e, 'b':.b, 'l':.l}        | 'n':12.970,'e':1e5,'b':123456789012345678901,'l':[1,2.50]
            {'n':.n + 1, 'i':.i * 2, 't':10000000000.5 * 2, 'q': 1e300} | \
            'n':13.97,'i':14,'t':20000000001,'q':1e300
            {'s':string(.n), 'c':.n > 12, 'd':5000000000 + 1} | 's':'12.970','c':true,'d':5000000001
            {'a':.z, 'o':.o, 'x':.missing, 'k':1}   | 'k':1
            {'id':'x', 'timestamp':2, 'anivia':3, 'a':1} | 'a':1
            {'a':[for (.l) . * 2]}                  | 'a':[2,5.0]
            {'t':test(.s, '^sec'), 'u':test(.x, 'x'), 'c':capture(.s, '(?<f>s)(?<g>x)?'), 'd':capture(.x, 'x'), \
            'p':split('a,b,,', ','), 'r':replace('a.b.c', '\\\\.', '$1'), 'q':replace('abc', 'x', '')} | \
            't':true,'u':false,'c':{'f':'s','g':null},'p':['a','b'],'r':'a$1b$1c','q':'abc'""")
    void mapsWithoutLosingADigit(String template, String members) throws Exception {
        String expected = members.replace("1e300", "1" + "0".repeat(300));
        assertThat(apply(EVENT, mapping -> mapping.setTemplate(template.replace('\'', '"'))))
                .isEqualTo("{" + RESERVED + "," + expected + "}");
    }

    @Test
    void keepsAllWithAStar() throws Exception {
        assertThat(Steps.event(apply(EVENT, mapping -> mapping.setTemplate("{\"k\": 1, * - n, e: .}"))))
                .isEqualTo(Steps.event(EVENT.replace("'n':12.970,'e':1e5,", "'k':1,")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [1]                                                    | the template's value is no object
            .missing                                               | the template's value is no object
            def f(x) f($x) {'a':f(1)}                              | stopped: its functions call each other more than 500 deep
            def f(x) if ($x > 30) 'x' else f($x + 1) + f($x + 1) {'a':f(1)} | stopped: it does more than maxOperations, 2000
            def f(x) f($x + $x) {'a':f('xx')}                      | stopped: it makes more than maxSize, 2000
            {'a':test(.s, '(a+)+\\\\1b')}                          | stopped: it does more than maxOperations, 2000
            {'a':replace(.s, 'a', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx')} | \
            stopped: it makes more than maxSize, 2000
            let a = [.s, .s, .s, .s, .s] let b = [$a, $a, $a, $a] let c = [$b, $b, $b, $b] {'c':$c} | \
            stopped: it makes more than maxSize, 2000
            {'a':round(.s)}                                        | failed: in the function round
            {'a':error('no ' + .s)}                                | failed: in the function error
            {'a':parse-url(.s)}                                    | failed: an operation does not fit the event
            {'a':.s - 1}                                           | failed: 1:6: in the function number
            {'a':$x}                                               | failed: 1:6: there is no variable of that name
            {'a':.i / 0}                                           | failed: ArithmeticException
            {'a':replace(.s, 'x*', 'y')}                           | failed: in the function replace""")
    void failsOnEventsThatItDoesNotFit(String template, String message) {
        assertThatThrownBy(() -> apply(EVENT, mapping -> {
            mapping.setTemplate(template.replace('\'', '"'));
            mapping.setMaxOperations(2_000);
            mapping.setMaxSize(2_000);
        })).isInstanceOf(StepException.class).hasMessageContaining(message).hasMessageNotContaining("secret").hasNoCause();
    }

    @Test
    void goesOnAfterARunThatWasStopped() throws Exception {
        MappingEndpoint endpoint = endpoint();
        endpoint.setTemplate("{\"a\": test(.s, \"(a+)+\\\\1b\")}");
        EventStep step = endpoint.step();
        assertThatThrownBy(() -> step.apply(Steps.event("{'s':'" + "a".repeat(40) + "'}"))).isInstanceOf(StepException.class);
        assertThat(step.apply(Steps.event("{'s':'b'}"))).containsEntry("a", false);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {~ 'a': foo(1)}                  | mapping:x: template: 2:7: No such function: 'foo'
            {~ 'a':                          | mapping:x: template: 2:
            {'a': test(.s, '(')}             | mapping:x: template: Syntax error in regular expression
            {'a': 1 / 0}                     | mapping:x: template: it divides by 0
            import 'x' as x {}               | mapping:x: template: a text imports nothing""")
    void saysWhereATemplateIsWrong(String template, String message) {
        MappingEndpoint endpoint = endpoint();
        endpoint.setTemplate(template.replace('\'', '"').replace('~', '\n'));
        assertThatThrownBy(endpoint::step).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void readsFilesAndWhatTheyImport(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("partner.jslt"),
                "import \"names.jslt\" as names\n{\"a\": names:upper(.n)}");
        Files.writeString(directory.resolve("names.jslt"), "def upper(n)\n  uppercase($n)\n");
        assertThat(apply("{'n':'x'}", mapping -> mapping.setFile(file.toString()))).isEqualTo("{'a':'X'}");

        Files.writeString(directory.resolve("names.jslt"), "def upper(n)\n  upercase($n)\n");
        assertThatThrownBy(() -> apply("{}", mapping -> mapping.setFile(file.toString())))
                .hasMessageStartingWith("mapping:x: file: names.jslt:2:");
        assertThatThrownBy(() -> apply("{}", mapping -> mapping.setFile(directory + "/none.jslt")))
                .hasMessage("mapping:x: file is missing: there is no " + directory + "/none.jslt");
    }

    @Test
    void wantsATemplate() {
        assertThatThrownBy(() -> Steps.resolve("mapping:x"))
                .hasStackTraceContaining("mapping:x: template or file: one of them is needed");
        assertThatThrownBy(() -> Steps.resolve("mapping:x?template=RAW({})&maxSize=0"))
                .hasStackTraceContaining("mapping:x: maxSize is 1 or more, not 0");
    }

    private static MappingEndpoint endpoint() {
        return new MappingEndpoint("mapping:x", new MappingComponent(), "x");
    }

    private static String apply(String event, Consumer<MappingEndpoint> options) throws Exception {
        MappingEndpoint endpoint = endpoint();
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
