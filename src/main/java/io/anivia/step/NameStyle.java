package io.anivia.step;

import java.util.Locale;

/** How names of members are written. */
enum NameStyle {

    SNAKE, CAMEL, LOWER;

    /** @throws IllegalArgumentException if there is none of this name */
    static NameStyle of(String written) {
        return switch (written.strip()) {
            case "snake" -> SNAKE;
            case "camel" -> CAMEL;
            case "lower" -> LOWER;
            default -> throw new IllegalArgumentException("'" + written.strip()
                    + "' is no way to write names: snake, camel or lower");
        };
    }

    String write(String name) {
        return switch (this) {
            case SNAKE -> snake(name);
            case CAMEL -> camel(name);
            case LOWER -> name.toLowerCase(Locale.ROOT);
        };
    }

    /** An upper case letter begins a word if a lower case one or a digit is in front of it, or follows it. */
    private static String snake(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 4);
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            boolean isWordStart = at > 0 && Character.isUpperCase(letter) && (!Character.isUpperCase(name.charAt(at - 1))
                    || at + 1 < name.length() && Character.isLowerCase(name.charAt(at + 1)));
            if (isWordStart && Character.isLetterOrDigit(name.charAt(at - 1))) {
                snake.append('_');
            }
            snake.append(letter == '-' || letter == ' ' ? '_' : Character.toLowerCase(letter));
        }
        return snake.toString();
    }

    private static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        boolean isWordStart = false;
        for (int at = 0; at < name.length(); at++) {
            char letter = name.charAt(at);
            if ((letter == '_' || letter == '-' || letter == ' ') && camel.length() > 0) {
                isWordStart = true;
            } else {
                camel.append(isWordStart ? Character.toUpperCase(letter) : letter);
                isWordStart = false;
            }
        }
        return camel.toString();
    }
}
