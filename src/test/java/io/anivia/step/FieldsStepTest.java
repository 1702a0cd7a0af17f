package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldsStepTest {

    private static final String ORDER = "{'id':'1','timestamp':'t','type':'order','user':{'id':7,'plan':'PRO'},"
            + "'products':[{'sku':'A','cost':1.10},{'sku':'B','cost':2}],'a.b':{'c':1},'anivia':{'index':0}}";

    @Test
    void keepsWhatIsNamedAndWhatLeadsToIt() throws Exception {
        assertThat(apply(ORDER, fields -> fields.setKeep("user.plan, products[*].sku, a.b.c, nothing.there")))
                .isEqualTo("{'id':'1','timestamp':'t','user':{'plan':'PRO'},'products':[{'sku':'A'},{'sku':'B'}],"
                        + "'a.b':{'c':1},'anivia':{'index':0}}");
        assertThat(apply(ORDER, fields -> fields.setKeep("products.1.sku")))
                .isEqualTo("{'id':'1','timestamp':'t','products':[{'sku':'B'}],'anivia':{'index':0}}");
        assertThat(apply(ORDER, fields -> fields.setKeep("nothing")))
                .isEqualTo("{'id':'1','timestamp':'t','anivia':{'index':0}}");
    }

    @Test
    void dropsFromObjectsAndLists() throws Exception {
        assertThat(apply(ORDER, fields -> fields.setDrop("products[*].cost, user, a.b.c, type.x")))
                .isEqualTo("{'id':'1','timestamp':'t','type':'order','products':[{'sku':'A'},{'sku':'B'}],'a.b':{},"
                        + "'anivia':{'index':0}}");
        assertThat(apply(ORDER, fields -> fields.setDrop("*")))
                .isEqualTo("{'id':'1','timestamp':'t','anivia':{'index':0}}");
        assertThat(apply("{'l':[1,2,3,4]}", fields -> fields.setDrop("l.1"))).isEqualTo("{'l':[1,3,4]}");
        assertThat(apply("{'l':[1,2,3,4]}", fields -> fields.setDrop("l[*]"))).isEqualTo("{'l':[]}");
    }

    @Test
    void renamesAcrossObjects() throws Exception {
        assertThat(apply("{'userId':null,'tier':'x','n':1}",
                fields -> fields.setRename("user.id = userId; user.plan = tier; m = missing; n2 = n;")))
                .isEqualTo("{'user':{'id':null,'plan':'x'},'n2':1}");
    }

    @Test
    void renamesInEachMember() throws Exception {
        assertThat(apply("{'l':[{'id':1,'x':0},{'id':2},{'y':3},4]}", fields -> fields.setRename("l[*].sku = l[*].id")))
                .isEqualTo("{'l':[{'x':0,'sku':1},{'sku':2},{'y':3},4]}");
    }

    /** A value that has two places is changed in the one that is meant. */
    @Test
    void changesOneOfTwoPlacesOfAValue() throws Exception {
        assertThat(apply("{'b':{'c':{'d':1}}}", fields -> fields.setSet("b.c.e = 2; a = b; a.c.d = 3")))
                .isEqualTo("{'b':{'c':{'d':1,'e':2}},'a':{'c':{'d':3,'e':2}}}");
        assertThat(apply("{'a':{'b':1}}", fields -> fields.setSet("a.c = 2; a.d = a")))
                .isEqualTo("{'a':{'b':1,'c':2,'d':{'b':1,'c':2}}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a = 'text; with , = it'        | {'a':'text; with , = it','u':{'n':1.10}}
            a = ''                         | {'a':'','u':{'n':1.10}}
            a = u.n                        | {'u':{'n':1.10},'a':1.10}
            a = missing, u.x, u            | {'u':{'n':1.10},'a':{'n':1.10}}
            a = missing                    | {'u':{'n':1.10}}
            a = missing, 12                | {'u':{'n':1.10},'a':12}
            a = -0.50                      | {'u':{'n':1.10},'a':-0.50}
            a = 123456789012345678901      | {'u':{'n':1.10},'a':123456789012345678901}
            a = true; b = null             | {'u':{'n':1.10},'a':true,'b':null}
            u.n = 'x'; u.m.k = 2           | {'u':{'n':'x','m':{'k':2}}}
            u[*].x = 1                     |
            l[*].x = 1                     | {'u':{'n':1.10}}
            u.*  = 0                       | {'u':{'n':0}}""")
    void setsValues(String written, String expected) throws Exception {
        if (expected == null) {
            assertThatThrownBy(() -> apply("{'u':{'n':1.10}}", fields -> fields.setSet(written)))
                    .isInstanceOf(StepException.class).hasMessageContaining("'u.*.x'")
                    .hasMessageNotContaining("1.10");
        } else {
            assertThat(Steps.event(apply("{'u':{'n':1.10}}", fields -> fields.setSet(written))))
                    .isEqualTo(Steps.event(expected));
        }
    }

    @Test
    void flattensOneObjectOrAll() throws Exception {
        String event = "{'id':'1','p':{'a':{'b':1,'e':{}},'l':[{'x':1}]},'q':{'r':2},'anivia':{'index':0}}";
        assertThat(apply(event, fields -> fields.setFlatten("p"))).isEqualTo(
                "{'id':'1','p.a.b':1,'p.a.e':{},'p.l':[{'x':1}],'q':{'r':2},'anivia':{'index':0}}");
        assertThat(apply(event, fields -> {
            fields.setFlatten(".");
            fields.setSeparator("_");
        })).isEqualTo("{'id':'1','p_a_b':1,'p_a_e':{},'p_l':[{'x':1}],'q_r':2,'anivia':{'index':0}}");
        assertThat(apply(event, fields -> fields.setFlatten("p.a"))).isEqualTo(
                "{'id':'1','p':{'a.b':1,'a.e':{},'l':[{'x':1}]},'q':{'r':2},'anivia':{'index':0}}");
    }

    @Test
    void flattensNoObjectOfWhichAValueWouldBeLost() throws Exception {
        for (String event : new String[]{"{'a':{'b':1},'a.b':2}", "{'a':{'b.c':1,'b':{'c':2}}}"}) {
            assertThat(apply(event, fields -> fields.setFlatten("."))).isEqualTo(event);
        }
        assertThat(apply("{'i':{'':1},'id':'1'}", fields -> {
            fields.setFlatten("i");
            fields.setSeparator("d");
        })).isEqualTo("{'i':{'':1},'id':'1'}");
        assertThat(apply("{'Id':1}", fields -> fields.setNames("lower"))).isEqualTo("{'Id':1}");
    }

    @Test
    void writesTextsAndNamesInAnotherCase() throws Exception {
        assertThat(apply(ORDER, fields -> fields.setLower("user.*, products[*].sku"))).contains(
                "'user':{'id':7,'plan':'pro'}", "{'sku':'a','cost':1.10}");
        assertThat(apply("{'userId':1,'HTTPCode':2,'a-b':3,'user_id':4,'l':[{'aB':1}],'anivia':{'receivedAt':'x'}}",
                fields -> fields.setNames("snake"))).isEqualTo(
                        "{'userId':1,'http_code':2,'a_b':3,'user_id':4,'l':[{'a_b':1}],'anivia':{'receivedAt':'x'}}");
        assertThat(apply("{'user_id':1,'_x':2,'a b-c':3}", fields -> fields.setNames("camel")))
                .isEqualTo("{'userId':1,'_x':2,'aBC':3}");
    }

    @Test
    void appliesItsOptionsInTheDocumentedOrder() throws Exception {
        assertThat(apply("{'a':{'b':'X','c':1},'d':2,'e':3}", fields -> {
            fields.setNames("snake");
            fields.setLower("newName.b");
            fields.setSet("newName.f = 'Y'");
            fields.setRename("newName = a");
            fields.setDrop("e");
            fields.setKeep("a, e");
        })).isEqualTo("{'new_name':{'b':'x','c':1,'f':'Y'}}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            drop   | id                | fields:x: drop: 'id' is no member that a step may change
            drop   | a, anivia.index   | fields:x: drop: 'anivia' is no member that a step may change
            set    | timestamp = 'x'   | fields:x: set: 'timestamp' is no member that a step may change
            rename | a[*].x = b[*].x   | fields:x: rename: 'a.*.x = b.*.x' renames several members
            rename | a = b[*].x        | fields:x: rename: 'a = b.*.x' renames several members
            rename | a = id            | fields:x: rename: 'id' is no member that a step may change
            set    | a                 | fields:x: set: 'a' has no '='
            set    | a =               | fields:x: set: a value is missing
            set    | a = 'x            | fields:x: set: a text is written 'text'
            drop   | a..b              | fields:x: drop: 'a..b' is no path
            drop   | $.user.email      | fields:x: drop: '$.user.email' is no path: write names with dots
            drop   | user[email]       | fields:x: drop: 'user[email]' is no path: write names with dots
            drop   | products[].sku    | fields:x: drop: 'products[].sku' is no path: write names with dots
            set    | a = $.b           | fields:x: set: '$.b' is no path: write 'b'
            set    | a = 'x', b = c    | has two '=': write ';' between assignments
            set    | a = 007           | fields:x: set: '007' is no number
            names  | upper             | fields:x: names: 'upper' is no way to write names: snake, camel or lower
            onError| stop              | fields:x: onError is keep or dead, not 'stop'""")
    void refusesOptionsThatMakeNoSense(String option, String value, String message) {
        assertThatThrownBy(() -> Steps.resolve("fields:x?" + option + "=RAW(" + value + ")"))
                .hasStackTraceContaining(message);
    }

    @Test
    void wantsAnOption() {
        assertThatThrownBy(() -> Steps.resolve("fields:x"))
                .hasStackTraceContaining("fields:x: an option is missing that says what to do: keep, drop");
    }

    private static String apply(String event, Consumer<FieldsEndpoint> options) throws Exception {
        FieldsEndpoint endpoint = new FieldsEndpoint("fields:x", new FieldsComponent(), "x");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
