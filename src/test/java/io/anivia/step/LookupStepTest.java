package io.anivia.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LookupStepTest {

    private static final String PRODUCTS = """
            sku,name,price,active
            A,"Tea, green",12.970,true
            B,"The ""best""
            coffee",5,FALSE
            7, Cup ,,
            """;

    @TempDir
    Path directory;

    @Test
    void setsMembersOfARow() throws Exception {
        assertThat(apply("{'product':{'sku':'A'},'x':1}", lookup -> {
            lookup.setBy("sku, product.sku");
            lookup.setSet("product.name = name, price = price\n on=active");
            lookup.setTypes("price:number, active:boolean");
        })).isEqualTo("{'product':{'sku':'A','name':'Tea, green'},'x':1,'price':12.970,'on':true}");
        assertThat(apply("{'sku':7,'name':'old','price':1}", lookup -> lookup.setSet("name=name,price=price")))
                .isEqualTo("{'sku':7,'name':'Cup','price':1}");
    }

    @Test
    void putsARowIntoAnObject() throws Exception {
        assertThat(apply("{'sku':' B '}", lookup -> {
            lookup.setInto("product");
            lookup.setTypes("price:number, active:boolean");
        })).isEqualTo("{'sku':' B ','product':{'name':'The \\'best\\'\\ncoffee','price':5,'active':false}}");
        assertThat(apply("{'sku':'A','n':{'name':1,'k':2}}", lookup -> lookup.setInto("n")))
                .isEqualTo("{'sku':'A','n':{'name':'Tea, green','k':2,'price':'12.970','active':'true'}}");
    }

    @Test
    void knowsWhatToDoWithoutARow() throws Exception {
        assertThat(apply("{'sku':'X'}", lookup -> lookup.setInto("p"))).isEqualTo("{'sku':'X'}");
        assertThat(apply("{}", lookup -> {
            lookup.setSet("name = name");
            lookup.setDefaultKey("7");
        })).isEqualTo("{'name':'Cup'}");
        assertThatThrownBy(() -> apply("{'sku':'secret'}", lookup -> {
            lookup.setInto("p");
            lookup.setMissing("fail");
        })).isInstanceOf(StepException.class).hasMessage("the table has no row for the key of the event");
    }

    @Test
    void readsJsonWithItsTypes() throws Exception {
        write("t.json", "{\"A\":{\"n\":12.970,\"l\":[1,{\"x\":null}],\"z\":null},\n\"B\":{}}");
        Consumer<LookupEndpoint> json = lookup -> {
            lookup.setFile(directory + "/t.json");
            lookup.setInto("p");
        };
        assertThat(apply("{'sku':'A'}", json)).isEqualTo("{'sku':'A','p':{'n':12.970,'l':[1,{'x':null}]}}");
        write("t.json", "[{\"k\":7,\"n\":true},{\"n\":2,\"k\":8.0}]");
        assertThat(apply("{'sku':'7'}", json)).isEqualTo("{'sku':'7','p':{'n':true}}");
        assertThat(apply("{'sku':2}", json.andThen(lookup -> lookup.setKey("n")))).isEqualTo("{'sku':2,'p':{'k':8.0}}");
    }

    @Test
    void givesNoPartOfTheTableAway() throws Exception {
        write("t.json", "{\"A\":{\"l\":[1,{\"x\":2}]}}");
        LookupTable table = reader(null, 10).read(directory.resolve("t.json"));
        Map<String, Object> row = table.rows().get("A");
        assertThatThrownBy(() -> row.put("x", 1)).isInstanceOf(UnsupportedOperationException.class);
        assertThat(row.get("l")).isInstanceOfSatisfying(List.class, list ->
                assertThatThrownBy(() -> list.remove(0)).isInstanceOf(UnsupportedOperationException.class));
    }

    @Test
    void readsAnyCsv() throws Exception {
        write("t.csv", "\uFEFFk;a\r\n\r\n1;\"x\"\"y\r\nz\"\r\n 2 ; b");
        assertThat(reader(null, 10, ';').read(directory.resolve("t.csv")).rows())
                .isEqualTo(Map.of("1", Map.of("a", "x\"y\r\nz"), "2", Map.of("a", "b")));
        write("t.csv", "a\tk\nx\t1");
        assertThat(reader("k", 10, '\t').read(directory.resolve("t.csv")).rows())
                .isEqualTo(Map.of("1", Map.of("a", "x")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            csv  |                    | t.csv:1: the file is empty
            csv  | sku,a~A,1~B,2~A,3  | t.csv:4: the key 'A' is there already, in line 2
            csv  | sku,a~A            | t.csv:2: the row has 1 values, and there are 2 columns
            csv  | sku,a~"A~B",1~C    | t.csv:4: the row has 1 values
            csv  | sku,a~A,1~"B,2     | t.csv:3: from here on a double quote is missing
            csv  | sku,a~A,1~"B"x,2   | t.csv:3: from here on a double quote is missing
            csv  | sku,a~,1           | t.csv:2: the row has no key
            csv  | sku,a,a            | t.csv:1: the column 'a' is there twice
            csv  | sku,,a             | t.csv:1: a column has no name
            csv  | sku,b              | t.csv:1: there is no column 'a'; there are sku, b
            csv  | sku,a~1,x~2,x~3,x~4,x | t.csv:5: there are more rows than the 3 of maxRows
            json |                    | t.json:1: a table is an object of objects
            json | {"A":{"a":1},~"A":{"a":2}} | t.json:2: the key 'A' is there already, in line 1
            json | [{"sku":1,"a":1},~~{"sku":1}] | t.json:3: the key '1' is there already, in line 1
            json | [{"sku":1,"a":1},~{"a":1}] | t.json:2: the row has no key
            json | {"A":{"a":1},~"B":1}   | t.json:2: a row is an object
            json | {"A":{"a":1},~"B":{    | t.json:2: this is no JSON
            json | {"A":{"a":1}}~1        | t.json:2: something follows the table
            json | {"A":{"b":1}}          | t.json:1: there is no column 'a'; there are b
            json | [{"sku":{},"a":1}]     | t.json:1: the row has no key""")
    void saysWhereATableIsWrong(String type, String content, String message) throws Exception {
        write("t." + type, content == null ? "" : content.replace('~', '\n'));
        assertThatThrownBy(() -> apply("{}", lookup -> {
            lookup.setFile(directory + "/t." + type);
            lookup.setSet("x = a");
            lookup.setMaxRows(3);
        })).isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("lookup:x: file: " + directory + "/" + message);
    }

    @Test
    void saysWhichValueHasAnotherType() throws Exception {
        write("t.csv", "k,n,b\n1,1.50,true\n2,\"1,5\",true\n");
        assertThatThrownBy(() -> apply("{}", lookup -> {
            lookup.setFile(directory + "/t.csv");
            lookup.setInto("p");
            lookup.setTypes("n:number");
        })).hasMessageEndingWith("t.csv:3: 'n' is no number: a number is written as in JSON, such as 1234.50");
    }

    @Test
    void refusesWhatIsNoTextAndWhatIsTooLarge() throws Exception {
        Files.write(directory.resolve("t.csv"), "k,a\n1,\u00e4\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> reader(null, 10).read(directory.resolve("t.csv")))
                .hasMessageContaining("t.csv:2: this is not UTF-8");
        assertThatThrownBy(() -> reader(null, 10).read(directory.resolve("none.csv")))
                .hasMessage("there is no file " + directory.resolve("none.csv"));
        assertThatThrownBy(() -> reader(null, 10).read(directory)).hasMessageStartingWith("this is no file");
        try (RandomAccessFile large = new RandomAccessFile(directory.resolve("t.csv").toFile(), "rw")) {
            large.setLength(1L << 30);
        }
        assertThatThrownBy(() -> reader(null, 10).read(directory.resolve("t.csv")))
                .hasMessageContaining("has 1073741824 bytes, more than the 1000000 of maxBytes");
    }

    @Test
    void readsAFileAgainThatHasChanged() throws Exception {
        Path file = write("t.csv", "k,a\n1,x\n");
        Background background = new Background();
        LookupFile table = background.open(file);
        write("t.csv", "k,a\n1,longer\n");
        assertThat(table.table().row("1")).containsEntry("a", "x");
        assertThat(background.tasks).isEmpty();

        background.now.addAndGet(100);
        assertThat(table.table().row("1")).as("not on the thread of the event").containsEntry("a", "x");
        assertThat(table.table().row("1")).containsEntry("a", "x");
        assertThat(background.tasks).hasSize(1);
        background.run();
        assertThat(table.table().row("1")).containsEntry("a", "longer");
        assertThat(background.loaded.count()).isEqualTo(1);

        background.now.addAndGet(100);
        table.table();
        background.run();
        assertThat(background.loaded.count()).as("nothing has changed").isEqualTo(1);
    }

    @Test
    void goesOnWithTheOldTableWhileTheFileIsBrokenOrGone() throws Exception {
        Path file = write("t.csv", "k,a\n1,x\n");
        Background background = new Background();
        LookupFile table = background.open(file);
        for (String broken : new String[] {"k,a\n1\n", null, "k,a\n1,y,z\n"}) {
            if (broken == null) {
                Files.delete(file);
            } else {
                write("t.csv", broken);
            }
            for (int check = 0; check < 2; check++) {
                background.now.addAndGet(100);
                assertThat(table.table().row("1")).containsEntry("a", "x");
                background.run();
            }
        }
        assertThat(background.failed.count()).isEqualTo(6);
        write("t.csv", "k,a\n1,mended\n");
        background.now.addAndGet(100);
        table.table();
        background.run();
        assertThat(table.table().row("1")).containsEntry("a", "mended");
    }

    /** As Kubernetes mounts a ConfigMap: the file leads through a link that is replaced. */
    @Test
    void followsLinks() throws Exception {
        Path first = Files.createDirectory(directory.resolve("..1"));
        Path second = Files.createDirectory(directory.resolve("..2"));
        Files.writeString(first.resolve("t.csv"), "k,a\n1,x\n");
        Files.writeString(second.resolve("t.csv"), "k,a\n1,y\n");
        Files.setLastModifiedTime(second.resolve("t.csv"), Files.getLastModifiedTime(first.resolve("t.csv")));
        Path data = Files.createSymbolicLink(directory.resolve("..data"), first);
        Path file = Files.createSymbolicLink(directory.resolve("t.csv"), Path.of("..data/t.csv"));
        Background background = new Background();
        LookupFile table = background.open(file);
        Files.delete(data);
        Files.createSymbolicLink(data, second);
        background.now.addAndGet(100);
        table.table();
        background.run();
        assertThat(table.table().row("1")).containsEntry("a", "y");
    }

    @Test
    void isCheckedWithoutAnEvent() throws Exception {
        assertThatThrownBy(() -> Steps.resolve("lookup:x?by=a&into=b&file=RAW(" + directory + "/none.csv)"))
                .hasStackTraceContaining("lookup:x: file: there is no file " + directory + "/none.csv");
        write("t.csv", PRODUCTS);
        Steps.resolve("lookup:x?by=a&into=b&file=RAW(" + directory + "/t.csv)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            set        | a          | lookup:x: set: 'a' is no pair: write name = value
            set        | id = name  | lookup:x: set: 'id' is no member that a step may change
            set        | a = none   | there is no column 'none'; there are sku, name, price, active
            types      | price:int  | lookup:x: types: 'int' is no type: text, number or boolean
            types      | cost:number | there is no column 'cost'
            key        | none       | there is no column 'none'
            missing    | drop       | lookup:x: missing is keep or fail, not 'drop'
            defaultKey | Z          | lookup:x: defaultKey is 'Z', which is no key of the table
            delimiter  | ab         | lookup:x: delimiter is one character or tab, not 'ab'
            maxBytes   | 0          | lookup:x: maxBytes is 1 to 1073741824, not 0
            reload     | -1         | lookup:x: reload is 0 or more, not -1""")
    void refusesOptionsThatMakeNoSense(String option, String value, String message) throws Exception {
        Path file = write("products.csv", PRODUCTS);
        String into = option.equals("set") ? "" : "&into=p";
        assertThatThrownBy(() -> Steps.resolve("lookup:x?by=a&file=RAW(" + file + ")&" + option + "=RAW(" + value + ")"
                + into)).hasStackTraceContaining(message);
    }

    /** A thread that works when it is told to, and a clock that stands still. */
    private static final class Background {

        private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 150);
        private final List<Runnable> tasks = new ArrayList<>();
        private final Counter loaded = new SimpleMeterRegistry().counter("loaded");
        private final Counter failed = new SimpleMeterRegistry().counter("failed");

        private LookupFile open(Path file) throws LookupTableException {
            return new LookupFile("lookup:x", file, reader(null, 10),
                    new LookupFile.ReloadSchedule(100, now::get, tasks::add), loaded, failed);
        }

        private void run() {
            tasks.forEach(Runnable::run);
            tasks.clear();
        }
    }

    private static LookupTableReader reader(String key, int maxRows) {
        return reader(key, maxRows, ',');
    }

    private static LookupTableReader reader(String key, int maxRows, char delimiter) {
        return new LookupTableReader(new LookupTableReader.TableLayout(key, Map.of(), Set.of(), delimiter, maxRows),
                1_000_000);
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(directory.resolve(name), content);
    }

    private String apply(String event, Consumer<LookupEndpoint> options) throws Exception {
        LookupEndpoint endpoint = new LookupEndpoint("lookup:x", new LookupComponent(), "x");
        endpoint.setFile(write("products.csv", PRODUCTS).toString());
        endpoint.setBy("sku");
        options.accept(endpoint);
        return Steps.apply(endpoint, event);
    }
}
