package io.anivia.step;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import io.anivia.contract.FieldExpression;
import org.apache.camel.Category;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Add what a table knows about a key of the event, such as the category of a product or the name of a shop.
 *
 * <p>The table is a CSV file whose first line names the columns, or, if its name ends with {@code .json}, a JSON object
 * of objects by their keys or an array of objects.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "lookup", title = "Lookup in a table", syntax = "lookup:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class LookupEndpoint extends StepEndpoint {

    private static final long MOST_BYTES = 1 << 30;

    @UriParam(description = "The table: a CSV file in UTF-8, or a .json file. Relative to the working directory.")
    @Metadata(required = true)
    private @Nullable String file;
    @UriParam(description = "Where the key is in the event, separated by commas: the first that is there. Numbers match"
            + " by their text.")
    @Metadata(required = true)
    private @Nullable String by;
    @UriParam(description = "The column, or the member of the array's objects, that has the keys. Not set: the first.")
    private @Nullable String key;
    @UriParam(description = "What to set, separated by commas, such as product.category = category, shop ="
            + " shop name: the member first, then the column. A member that is there is overwritten, unless the row has"
            + " no value for it.")
    private @Nullable String set;
    @UriParam(description = "An object that gets the values of all columns but the key, by their names.")
    private @Nullable String into;
    @UriParam(description = "What columns of CSV are, separated by commas, such as price:number, active:boolean. Not set:"
            + " text.")
    private @Nullable String types;
    @UriParam(defaultValue = ",", description = "What is between the columns of CSV, such as ; or tab.")
    private String delimiter = ",";
    @UriParam(description = "The key of a row that is used where there is no row for the event, or it has no key.")
    private @Nullable String defaultKey;
    @UriParam(defaultValue = "keep", enums = "keep,fail", description = "What is done where there is no such row, either."
            + " keep: the event goes on as it is. fail: the step fails on it, see onError.")
    private String missing = "keep";
    @UriParam(defaultValue = "10000", javaType = "java.time.Duration", description = "How long until the first event"
            + " that follows has the file looked at for changes, in the background. 0: never.")
    private long reload = 10_000;
    @UriParam(defaultValue = "16777216", description = "The largest file that is read. In memory a table takes several"
            + " times that.")
    private long maxBytes = 16_777_216;
    @UriParam(defaultValue = "200000", description = "The most rows.")
    private int maxRows = 200_000;

    /** Of all producers; made by the first need of it. */
    private @Nullable LookupFile table;
    private @Nullable ExecutorService background;

    public LookupEndpoint(String uri, LookupComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require(file != null && !file.isBlank(), "file", "is missing: the path of a table");
        require(by != null && !by.isBlank(), "by", "is missing: where the key is in the event, such as product.sku");
        require(set != null || into != null, "set", "is missing, or into: which columns go where");
        require(missing.equals("keep") || missing.equals("fail"), "missing", "is keep or fail, not '" + missing + "'");
        FieldExpression keys = parse("by", String.valueOf(by), FieldExpression::parse);
        Map<StepPath, String> members = new LinkedHashMap<>();
        if (set != null) {
            parse("set", set, written -> OptionText.pairs(written, '=')).forEach((member, column) ->
                    members.put(parse("set", member, StepPath::toChange), column));
        }
        MemberAdder object = into == null ? null
                : new MemberAdder(parse("into", into, StepPath::toChange), true);
        LookupStep.MissingRow absent = new LookupStep.MissingRow(defaultKey, missing.equals("fail"));
        LookupFile read = table(members);
        require(defaultKey == null || read.table().row(defaultKey) != null, "defaultKey",
                "is '" + defaultKey + "', which is no key of the table");
        return new LookupStep(read, keys, members, object, absent);
    }

    private synchronized LookupFile table(Map<StepPath, String> members) {
        if (table == null) {
            require(delimiter.length() == 1 || delimiter.equals("tab"), "delimiter", "is one character or tab, not '"
                    + delimiter + "'");
            require(delimiter.length() > 1 || "\"\r\n".indexOf(delimiter.charAt(0)) < 0, "delimiter",
                    "is another character: ; or tab");
            require(maxBytes > 0 && maxBytes <= MOST_BYTES, "maxBytes", "is 1 to " + MOST_BYTES + ", not " + maxBytes);
            require(maxRows > 0, "maxRows", "is 1 or more, not " + maxRows);
            require(reload >= 0, "reload", "is 0 or more, not " + reload);
            Map<String, ColumnType> columnTypes = new LinkedHashMap<>();
            if (types != null) {
                parse("types", types, written -> OptionText.pairs(written, ':')).forEach((column, type) ->
                        columnTypes.put(column, parse("types", type, ColumnType::of)));
            }
            LookupTableReader reader = new LookupTableReader(new LookupTableReader.TableLayout(key, columnTypes,
                    new LinkedHashSet<>(members.values()), delimiter.equals("tab") ? '\t' : delimiter.charAt(0), maxRows),
                    maxBytes);
            LookupComponent component = (LookupComponent) getComponent();
            try {
                table = new LookupFile(title(), Path.of(String.valueOf(file)), reader,
                        new LookupFile.ReloadSchedule(TimeUnit.MILLISECONDS.toNanos(reload), System::nanoTime,
                                this::runInBackground),
                        component.reloads(title(), "loaded"), component.reloads(title(), "failed"));
            } catch (LookupTableException e) {
                throw new IllegalArgumentException(title() + ": file: " + e.getMessage());
            }
        }
        return table;
    }

    private synchronized void runInBackground(Runnable task) {
        if (!isRunAllowed()) {
            throw new RejectedExecutionException(title() + " is stopped");
        }
        if (background == null) {
            background = getCamelContext().getExecutorServiceManager().newSingleThreadExecutor(this, "lookup-reload");
        }
        background.execute(task);
    }

    @Override
    protected synchronized void doStop() throws Exception {
        super.doStop();
        if (background != null) {
            getCamelContext().getExecutorServiceManager().shutdownNow(background);
            background = null;
        }
    }

    public @Nullable String getFile() {
        return file;
    }

    public void setFile(String file) {
        this.file = file;
    }

    public @Nullable String getBy() {
        return by;
    }

    public void setBy(String by) {
        this.by = by;
    }

    public @Nullable String getKey() {
        return key;
    }

    public void setKey(String key) {
        this.key = key;
    }

    public @Nullable String getSet() {
        return set;
    }

    public void setSet(String set) {
        this.set = set;
    }

    public @Nullable String getInto() {
        return into;
    }

    public void setInto(String into) {
        this.into = into;
    }

    public @Nullable String getTypes() {
        return types;
    }

    public void setTypes(String types) {
        this.types = types;
    }

    public String getDelimiter() {
        return delimiter;
    }

    public void setDelimiter(String delimiter) {
        this.delimiter = delimiter;
    }

    public @Nullable String getDefaultKey() {
        return defaultKey;
    }

    public void setDefaultKey(String defaultKey) {
        this.defaultKey = defaultKey;
    }

    public String getMissing() {
        return missing;
    }

    public void setMissing(String missing) {
        this.missing = missing;
    }

    public long getReload() {
        return reload;
    }

    public void setReload(long reload) {
        this.reload = reload;
    }

    public long getMaxBytes() {
        return maxBytes;
    }

    public void setMaxBytes(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    public int getMaxRows() {
        return maxRows;
    }

    public void setMaxRows(int maxRows) {
        this.maxRows = maxRows;
    }
}
