package io.anivia.source.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads a source's {@code decode}: its steps, separated by commas, in the order in which they are applied. */
public final class Decoders {

    /** As they are written. */
    private static final List<String> STEPS = List.of("gunzip", "inflate", "zstd", "form", "form:<field>", "base64",
            "base64url", "urldecode", "json", "json:<member>", "lines", "lines:<member>", "wrap:<member>", "otlp", "hec",
            "cloudevents", "envelope");

    /** The content encoding that a step undoes. */
    private static final Map<String, String> ENCODINGS =
            Map.of("gunzip", "gzip", "inflate", "deflate", "zstd", "zstd");

    private Decoders() {
    }

    /**
     * @param written such as {@code gunzip, form:data, base64, json}; blank for no steps
     * @throws IllegalArgumentException if there is no such step
     */
    public static List<Decoder> parse(String written) {
        List<String> steps = Arrays.stream(written.split(",")).map(String::strip).filter(step -> !step.isEmpty())
                .toList();
        Set<String> encodings = steps.stream().filter(ENCODINGS::containsKey).map(ENCODINGS::get)
                .collect(Collectors.toSet());
        Set<String> before = new HashSet<>();
        List<Decoder> decoders = new ArrayList<>();
        for (String step : steps) {
            decoders.add(decoder(step, new ContentEncoding(before.add(step), encodings)));
        }
        return List.copyOf(decoders);
    }

    private static Decoder decoder(String step, ContentEncoding encoding) {
        int colon = step.indexOf(':');
        if (colon >= 0) {
            return decoder(step, step.substring(0, colon).strip(), step.substring(colon + 1).strip());
        }
        String[] words = step.split("\\s+");
        if (words[0].equals("form")) {
            return new FormDecoder(nesting(step, words));
        }
        return switch (step) {
            case "gunzip" -> new GunzipDecoder(encoding);
            case "inflate" -> new InflateDecoder(encoding);
            case "zstd" -> new ZstdDecoder(encoding);
            case "base64", "base64url" -> new Base64Decoder();
            case "urldecode" -> new UrlDecoder();
            // Says what is expected here, for the reader of a source.
            case "json" -> (body, input) -> body;
            case "lines" -> new LinesDecoder("message");
            case "otlp" -> new OtlpDecoder();
            case "hec" -> new HecDecoder();
            case "cloudevents" -> new CloudEventsDecoder();
            case "envelope" -> new EnvelopeDecoder();
            default -> throw unknown(step);
        };
    }

    private static Decoder decoder(String step, String name, String argument) {
        if (argument.isEmpty()) {
            throw unknown(step);
        }
        return switch (name) {
            case "form" -> new FormFieldDecoder(argument);
            case "json" -> new JsonMemberDecoder(argument);
            case "lines" -> new LinesDecoder(argument);
            case "wrap" -> new WrapDecoder(argument);
            default -> throw unknown(step);
        };
    }

    private static Set<FormNesting> nesting(String step, String[] words) {
        Set<FormNesting> nesting = EnumSet.noneOf(FormNesting.class);
        for (String word : Arrays.asList(words).subList(1, words.length)) {
            switch (word) {
                case "brackets" -> nesting.add(FormNesting.BRACKETS);
                case "context" -> nesting.add(FormNesting.CONTEXT);
                default -> throw new IllegalArgumentException("step '" + step
                        + "' of decode: form may be followed by brackets and context, not by '" + word + "'");
            }
        }
        return nesting;
    }

    private static IllegalArgumentException unknown(String step) {
        String nearest = STEPS.stream()
                .min(Comparator.<String>comparingInt(known -> distance(name(known), name(step)))
                        .thenComparingInt(known -> distance(known, step)))
                .orElseThrow();
        return new IllegalArgumentException("unknown step '" + step + "' of decode; did you mean " + nearest
                + "? Known are " + String.join(", ", STEPS));
    }

    private static String name(String step) {
        int colon = step.indexOf(':');
        return colon < 0 ? step : step.substring(0, colon);
    }

    /** How many characters have to be changed, put in or left out to make one of the other, without regard to case. */
    private static int distance(String one, String other) {
        String lower = other.toLowerCase(Locale.ROOT);
        int[] above = new int[lower.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[above.length];
            current[0] = row;
            for (int column = 1; column < current.length; column++) {
                int changed = above[column - 1] + (one.charAt(row - 1) == lower.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(changed, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[lower.length()];
    }
}
