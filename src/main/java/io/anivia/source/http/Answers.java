package io.anivia.source.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.jspecify.annotations.Nullable;

/**
 * What a client is answered: one answer, or several of which the first counts whose condition holds. Immutable.
 *
 * <p>Written {@code [if CONDITION: ] [STATUS] [TYPE] [BODY]}, and {@code else} between several. For example
 * <pre>
 * if query.verbose=1: 200 application/json {"status":1,"error":null}
 * else 200 text/plain 1
 * </pre>
 *
 * <p>A condition is {@code query.name=value}, {@code header.name=value}, {@code path.name=value}, {@code method=GET} or
 * {@code status=429}, or several with {@code and} in between; a value may begin or end with {@code *}. A body may have
 * {@code ${receipt}}, {@code ${status}}, {@code ${error}}, and the {@code ${query.name}}, {@code ${header.name}},
 * {@code ${path.name}} of the request, escaped if the type is JSON. {@code base64:…} is a body of bytes,
 * {@code file:name} one in a file beside the source's. The type, if it is not written, is that of JSON if the body
 * begins like JSON, and else text. {@code ${now}} is the time of the answer in milliseconds since 1970.
 */
public final class Answers {

    /**
     * An answer that is sent.
     *
     * @param type {@code null}: it has none
     */
    public record Rendered(int status, @Nullable String type, byte[] body) {
    }

    /**
     * What an answer can tell.
     *
     * @param status    of an error; 0 if there is none
     * @param error     in words; empty if there is none
     * @param receipt   empty if there is none
     * @param variables of the path
     */
    public record Facts(RequestHead head, Map<String, String> variables, String receipt, int status, String error) {
    }

    private static final String JSON = "application/json";
    /** With parameters, too, and what is JSON by its suffix (RFC 6839, section 3.1). */
    private static final Pattern JSON_TYPE = Pattern.compile("application/(?:json|[^;]*\\+json)(?:;.*)?");
    private static final Pattern ELSE = Pattern.compile("\\s+else\\s+");
    private static final Pattern CONDITIONAL = Pattern.compile("(?s)if (.+?): *(.*)");
    private static final Pattern STATUS = Pattern.compile("(?s)([0-9]{3})(?:\\s+(.*))?");
    /** Of an answer without a body (RFC 9110, section 6.4.1). */
    private static final Set<Integer> BODILESS = Set.of(204, 205, 304);
    private static final Pattern TYPE =
            Pattern.compile("(?s)([a-z]+/[A-Za-z0-9.+*-]+(?:; ?charset=[\\w-]+)?)(?:\\s+(.*))?");
    private static final Pattern CONDITION =
            Pattern.compile("((?:query|header|path)\\.[A-Za-z0-9_.-]+|method|status)=(\\S*)");
    private static final Pattern PLACEHOLDER =
            Pattern.compile("\\$\\{(receipt|status|error|now|(?:query|header|path)\\.[A-Za-z0-9_.-]+)\\}");
    private static final Pattern ANY_PLACEHOLDER = Pattern.compile("\\$\\{[^}]*\\}?");
    private static final String BASE64 = "base64:";
    private static final String FILE = "file:";
    /** Of what the client has sent and gets back. */
    private static final int MAX_ECHOED_CHARACTERS = 256;

    private record Condition(String what, String value) {

        boolean holds(Facts facts) {
            String found = find(what, facts);
            if (found == null) {
                return false;
            }
            if (value.startsWith("*")) {
                return found.endsWith(value.substring(1));
            }
            return value.endsWith("*") ? found.startsWith(value.substring(0, value.length() - 1)) : found.equals(value);
        }
    }

    /**
     * @param status 0: that of the error, or the one for success
     * @param bytes  the body; {@code null} if it is a template
     */
    private record Answer(List<Condition> conditions, int status, @Nullable String type, String template,
            byte @Nullable [] bytes) {
    }

    private final List<Answer> answers;
    private final int usualStatus;

    private Answers(List<Answer> answers, int usualStatus) {
        this.answers = answers;
        this.usualStatus = usualStatus;
    }

    /**
     * @param usualStatus where none is written; 0: the error's own
     * @throws IllegalArgumentException if it is written in another way
     */
    public static Answers parse(String written, int usualStatus, AnswerFiles files) {
        List<Answer> answers = new ArrayList<>();
        for (String one : ELSE.split(written.strip())) {
            answers.add(answer(one, files));
        }
        if (!answers.get(answers.size() - 1).conditions().isEmpty()) {
            throw new IllegalArgumentException(
                    "after the last condition comes 'else' and what is answered if none holds");
        }
        return new Answers(List.copyOf(answers), usualStatus);
    }

    private static Answer answer(String written, AnswerFiles files) {
        List<Condition> conditions = List.of();
        String rest = written;
        if (rest.startsWith("if ")) {
            Matcher conditional = CONDITIONAL.matcher(rest);
            if (!conditional.matches()) {
                throw new IllegalArgumentException("a condition ends with ': ', as in 'if query.verbose=1: 200', not \""
                        + written + "\"");
            }
            conditions = conditions(conditional.group(1));
            rest = conditional.group(2);
        }
        int status = 0;
        Matcher withStatus = STATUS.matcher(rest);
        if (withStatus.matches()) {
            status = status(withStatus.group(1));
            rest = withStatus.group(2) == null ? "" : withStatus.group(2);
        }
        String type = null;
        Matcher withType = TYPE.matcher(rest);
        if (withType.matches()) {
            type = withType.group(1);
            rest = withType.group(2) == null ? "" : withType.group(2);
        }
        byte[] bytes = rest.startsWith(BASE64) ? base64(rest.substring(BASE64.length()).strip())
                : rest.startsWith(FILE) ? file(rest.substring(FILE.length()).strip(), files) : null;
        if (bytes == null && type == null && !rest.isEmpty()) {
            type = rest.startsWith("{") || rest.startsWith("[") ? JSON : "text/plain";
        }
        if (bytes == null) {
            requireKnownPlaceholders(rest);
        }
        if (BODILESS.contains(status) && (bytes != null || !rest.isEmpty())) {
            throw new IllegalArgumentException("an answer with the status " + status + " has no body: write 200, or"
                    + " leave the body out");
        }
        return new Answer(conditions, status, type, rest, bytes);
    }

    /** Of a final answer (RFC 9110, section 15). */
    private static int status(String written) {
        int status = Integer.parseInt(written);
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException(written + " is no status of an answer: write one from 200 to 599");
        }
        return status;
    }

    private static void requireKnownPlaceholders(String template) {
        Matcher placeholder = ANY_PLACEHOLDER.matcher(template);
        while (placeholder.find()) {
            if (!PLACEHOLDER.matcher(placeholder.group()).matches()) {
                throw new IllegalArgumentException("nothing is known to put in place of " + placeholder.group()
                        + "; write ${receipt}, ${status}, ${error}, ${now}, ${query.name}, ${header.name} or"
                        + " ${path.name}");
            }
        }
    }

    private static List<Condition> conditions(String written) {
        List<Condition> conditions = new ArrayList<>();
        for (String each : written.split(" and ")) {
            Matcher condition = CONDITION.matcher(each.strip());
            if (!condition.matches()) {
                throw new IllegalArgumentException("a condition is query.name=value, header.name=value,"
                        + " path.name=value, method=GET or status=429, not \"" + each + "\"");
            }
            conditions.add(new Condition(condition.group(1), condition.group(2)));
        }
        return conditions;
    }

    private static byte[] base64(String text) {
        try {
            // In the value of an option a plus sign becomes a space, unless it is written RAW(…).
            return Base64.getDecoder().decode(text.replace(' ', '+'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("what follows base64: is not base64", e);
        }
    }

    private static byte[] file(String name, AnswerFiles files) {
        try {
            return files.read(name);
        } catch (IOException e) {
            throw new IllegalArgumentException("the file '" + name + "' cannot be read: " + e.getMessage(), e);
        }
    }

    /** The answer to a request. */
    public Rendered render(Facts facts) {
        for (Answer answer : answers) {
            if (answer.conditions().stream().allMatch(condition -> condition.holds(facts))) {
                int status = answer.status() != 0 ? answer.status() : usualStatus != 0 ? usualStatus : facts.status();
                return new Rendered(status, answer.type(), body(answer, facts));
            }
        }
        throw new IllegalStateException("the last answer has no condition");
    }

    private static byte[] body(Answer answer, Facts facts) {
        if (answer.bytes() != null) {
            return answer.bytes();
        }
        UnaryOperator<String> escape = answer.type() != null && JSON_TYPE.matcher(answer.type()).matches()
                ? text -> new String(JsonStringEncoder.getInstance().quoteAsString(text)) : UnaryOperator.identity();
        String text = answer.template().indexOf('$') < 0 ? answer.template()
                : PLACEHOLDER.matcher(answer.template()).replaceAll(found -> Matcher.quoteReplacement(
                        escape.apply(echo(find(found.group(1), facts)))));
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String echo(@Nullable String value) {
        return value == null ? "" : value.length() <= MAX_ECHOED_CHARACTERS ? value
                : value.substring(0, MAX_ECHOED_CHARACTERS);
    }

    private static @Nullable String find(String what, Facts facts) {
        String name = what.substring(what.indexOf('.') + 1);
        return switch (what.substring(0, Math.max(0, what.indexOf('.')))) {
            case "query" -> facts.head().parameter(name);
            case "header" -> facts.head().header(name);
            case "path" -> facts.variables().get(name);
            default -> switch (what) {
                case "receipt" -> facts.receipt();
                case "method" -> facts.head().method();
                case "now" -> Long.toString(System.currentTimeMillis());
                case "status" -> Integer.toString(facts.status());
                default -> facts.error();
            };
        };
    }
}
