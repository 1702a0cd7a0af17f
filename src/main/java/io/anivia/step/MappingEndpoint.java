package io.anivia.step;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;

import com.schibsted.spt.data.jslt.Expression;
import com.schibsted.spt.data.jslt.JsltException;
import com.schibsted.spt.data.jslt.Parser;
import com.schibsted.spt.data.jslt.ResourceResolver;
import com.schibsted.spt.data.jslt.impl.ExpressionImpl;
import io.anivia.common.FileFailure;
import org.apache.camel.Category;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.jspecify.annotations.Nullable;

/**
 * Write the event anew, by a template in JSLT, for what the other steps cannot do.
 *
 * <p>{@code id}, {@code timestamp} and {@code anivia} stay as they are, whatever the template says.
 */
@UriEndpoint(firstVersion = "0.2.0", scheme = "mapping", title = "Mapping of events", syntax = "mapping:name",
             category = { Category.TRANSFORMATION }, producerOnly = true)
public class MappingEndpoint extends StepEndpoint {

    private static final long MOST_BYTES = 1 << 20;

    @UriParam(description = "The template, in JSLT. Its value must be an object.")
    private @Nullable String template;
    @UriParam(description = "A file with the template, in place of the text, relative to the working directory. It is"
            + " read at the start; what it imports is looked for beside it.")
    private @Nullable String file;
    @UriParam(defaultValue = "1000000", description = "How much the template may do for an event: calls of its functions,"
            + " uses of variables, and characters that regular expressions look at, more than once if they go back. A"
            + " million takes some hundredths of a second.")
    private int maxOperations = 1_000_000;
    @UriParam(defaultValue = "1000000", description = "How large an event may become, in characters of its names and texts"
            + " and ten for each value.")
    private int maxSize = 1_000_000;

    public MappingEndpoint(String uri, MappingComponent component, String name) {
        super(uri, component, name);
    }

    @Override
    EventStep step() {
        require((template == null) != (file == null), "template", "or file: one of them is needed");
        require(maxOperations > 0, "maxOperations", "is 1 or more, not " + maxOperations);
        require(maxSize > 0, "maxSize", "is 1 or more, not " + maxSize);
        return new MappingStep(template == null ? ofFile(String.valueOf(file)) : ofText(template), maxOperations, maxSize);
    }

    private ExpressionImpl ofText(String text) {
        return compile(text, "template", null, path -> {
            throw new JsltException("a text imports nothing: write it to a file, and its path as the option file");
        });
    }

    private ExpressionImpl ofFile(String written) {
        Path path = Path.of(written).toAbsolutePath();
        try {
            require(Files.isRegularFile(path), "file", "is missing: there is no " + path);
            require(Files.size(path) <= MOST_BYTES, "file", "is too large: " + written + " has more than " + MOST_BYTES
                    + " bytes");
            Path directory = path.getParent();
            return compile(Files.readString(path), "file", written, imported -> read(directory, imported));
        } catch (IOException e) {
            throw new IllegalArgumentException(title() + ": file: " + written + " cannot be read: " + FileFailure.words(e), e);
        }
    }

    private static Reader read(@Nullable Path directory, String imported) {
        Path file = directory == null ? Path.of(imported) : directory.resolve(imported);
        try {
            if (Files.isRegularFile(file) && Files.size(file) > MOST_BYTES) {
                throw new JsltException("'" + imported + "' is too large: it has more than " + MOST_BYTES + " bytes");
            }
            return new StringReader(Files.readString(file));
        } catch (IOException e) {
            throw new JsltException("'" + imported + "' cannot be read: " + FileFailure.words(e), e);
        }
    }

    private ExpressionImpl compile(String text, String option, @Nullable String source,
            ResourceResolver imports) {
        try {
            Parser parser = new Parser(new StringReader(text)).withFunctions(BoundedRegexFunction.ALL)
                    .withResourceResolver(imports);
            Expression expression = (source == null ? parser : parser.withSource(source)).compile();
            if (!((ExpressionImpl) expression).hasBody()) {
                throw new JsltException("there is no value: write an object behind the functions and variables");
            }
            return (ExpressionImpl) expression;
        } catch (JsltException e) {
            throw new IllegalArgumentException(title() + ": " + option + ": " + MappingStep.place(e) + firstLine(e));
        } catch (MappingLimitException e) {
            throw new IllegalArgumentException(title() + ": " + option + ": " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException(title() + ": " + option + ": it is nested too deeply");
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(title() + ": " + option + ": it divides by 0");
        }
    }

    /** A parser's message goes on with all that could stand there. */
    private static String firstLine(JsltException e) {
        return String.valueOf(e.getMessageWithoutLocation()).lines().findFirst().orElse("").strip();
    }

    public @Nullable String getTemplate() {
        return template;
    }

    public void setTemplate(String template) {
        this.template = template;
    }

    public @Nullable String getFile() {
        return file;
    }

    public void setFile(String file) {
        this.file = file;
    }

    public int getMaxOperations() {
        return maxOperations;
    }

    public void setMaxOperations(int maxOperations) {
        this.maxOperations = maxOperations;
    }

    public int getMaxSize() {
        return maxSize;
    }

    public void setMaxSize(int maxSize) {
        this.maxSize = maxSize;
    }
}
