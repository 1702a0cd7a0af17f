package io.anivia.common;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

import org.eclipse.microprofile.config.Config;

/**
 * Puts {@code ***} in the place of secrets: by the names of headers and of parameters, and by the values of settings.
 */
public final class SecretMask {

    private static final String MASK = "***";
    private static final Pattern SECRET_NAME = Pattern.compile(".*(authorization|cookie|token|secret|password|passwd"
            + "|signature|api-?_?key|access-?_?key).*", Pattern.CASE_INSENSITIVE);
    private static final String SECRET_WORD = "(?:token|secret|passw|signature|sig|key|auth|bearer|credential)";
    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("[^=&]*" + SECRET_WORD + "[^=&]*", Pattern.CASE_INSENSITIVE);
    /** A parameter's name, whole, so that no text is read twice. */
    private static final Pattern PARAMETER = Pattern.compile("[?&]([^=&\\s]*+)(=?)");
    /** In a text, where an address ends with a blank, a quote or a bracket. */
    private static final Pattern VALUE = Pattern.compile("[^&\\s\"'<>]*+");
    private static final Pattern USER = Pattern.compile("(://)[^/?#@\\s\"'<>]+@");
    /** Shorter ones are found everywhere. */
    private static final int MIN_CHARACTERS = 6;

    private final List<String> values;

    private SecretMask(List<String> values) {
        this.values = values;
    }

    /** Of the settings whose names say that they are secrets. */
    public static SecretMask of(Config settings) {
        return new SecretMask(StreamSupport.stream(settings.getPropertyNames().spliterator(), false)
                .filter(name -> SECRET_NAME.matcher(name.toLowerCase(Locale.ROOT)).matches())
                .map(name -> settings.getConfigValue(name).getValue())
                .filter(value -> value != null && value.length() >= MIN_CHARACTERS)
                .sorted(Comparator.comparing(String::length).reversed()).toList());
    }

    public static SecretMask of(List<String> values) {
        return new SecretMask(values);
    }

    /** Whether the header of this name holds one. */
    public static boolean isSecret(String name) {
        return SECRET_NAME.matcher(name).matches();
    }

    /** Whether the parameter of a query has one: a URL is kept in histories and in the logs of proxies. */
    public static boolean isSecretParameter(String name) {
        return SECRET_PARAMETER.matcher(name).matches();
    }

    /** A text without the secrets that its addresses have by their place: user and password, and in their queries. */
    public static String addresses(String text) {
        String anonymous = USER.matcher(text).replaceAll("$1" + MASK + "@");
        Matcher parameter = PARAMETER.matcher(anonymous);
        Matcher value = VALUE.matcher(anonymous);
        StringBuilder masked = new StringBuilder();
        int copied = 0;
        int from = 0;
        while (parameter.find(from)) {
            from = parameter.end();
            if (!parameter.group(2).isEmpty() && isSecretParameter(parameter.group(1))) {
                masked.append(anonymous, copied, from).append(MASK);
                value.region(from, anonymous.length()).lookingAt();
                from = value.end();
                copied = from;
            }
        }
        return masked.append(anonymous, copied, anonymous.length()).toString();
    }

    /** The value of a header; of {@code Authorization} its scheme stays. */
    public String header(String name, String value) {
        if (!isSecret(name)) {
            return text(value);
        }
        boolean hasScheme = name.equalsIgnoreCase("Authorization") && value.contains(" ");
        return hasScheme ? value.substring(0, value.indexOf(' ') + 1) + MASK : MASK;
    }

    /** Secrets by their place in an address, and those that only their value tells. */
    public String text(String text) {
        String masked = addresses(text);
        for (String secret : values) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
