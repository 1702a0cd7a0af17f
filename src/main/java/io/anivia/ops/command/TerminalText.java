package io.anivia.ops.command;

/** Text out of events on its way to a terminal. */
final class TerminalText {

    private TerminalText() {
    }

    /** With escapes in place of what moves the cursor, colours, or turns the direction of writing. */
    static String safe(String text) {
        StringBuilder safe = null;
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            int type = Character.getType(c);
            boolean isUnsafe = type == Character.CONTROL || type == Character.FORMAT
                    || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
            if (isUnsafe && safe == null) {
                safe = new StringBuilder(text.substring(0, at));
            }
            if (safe != null) {
                if (isUnsafe) {
                    safe.append(String.format("\\u%04x", (int) c));
                } else {
                    safe.append(c);
                }
            }
        }
        return safe == null ? text : safe.toString();
    }
}
