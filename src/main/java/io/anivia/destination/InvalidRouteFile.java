package io.anivia.destination;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in one sentence what is wrong with a destination's file, and where. */
final class InvalidRouteFile {

    private static final Pattern LINE = Pattern.compile("\\bline:? (\\d+)|\\.yaml:(\\d+)");

    private InvalidRouteFile() {
    }

    static String explain(Path file, Throwable failure) {
        Throwable root = failure;
        String line = line(root);
        while (root.getCause() != null) {
            root = root.getCause();
            line = line.isEmpty() ? line(root) : line;
        }
        String why = root.getMessage() == null ? root.toString() : root.getMessage();
        return "destination file '" + file + "'" + line + " is not valid: " + why
                + ". Mend it, or move it out of the directory, and start again";
    }

    private static String line(Throwable failure) {
        Matcher matcher = LINE.matcher(String.valueOf(failure.getMessage()));
        if (!matcher.find()) {
            return "";
        }
        return ", line " + (matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
    }
}
