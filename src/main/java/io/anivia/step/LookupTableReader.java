package io.anivia.step;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import io.anivia.common.FileFailure;
import org.jspecify.annotations.Nullable;

/** Reads tables from files. Immutable. */
final class LookupTableReader {

    private final TableLayout layout;
    private final long maxBytes;

    /** @param maxBytes of a file: larger ones are refused, and not read */
    LookupTableReader(TableLayout layout, long maxBytes) {
        this.layout = layout;
        this.maxBytes = maxBytes;
    }

    /**
     * What a file has that is read the same way each time.
     *
     * @param key       the column with the keys; {@code null}: the first
     * @param types     what the values of columns are, where they are not texts
     * @param wanted    columns that must be there
     * @param delimiter between columns
     */
    record TableLayout(@Nullable String key, Map<String, ColumnType> types, Set<String> wanted,
            char delimiter, int maxRows) {
    }

    /** @throws LookupTableException if the file is not there, is too large, or is no table */
    LookupTable read(Path file) throws LookupTableException {
        byte[] content;
        try {
            if (!Files.isRegularFile(file)) {
                throw new LookupTableException((Files.exists(file) ? "this is no file: " : "there is no file ")
                        + file.toAbsolutePath());
            }
            long size = Files.size(file);
            if (size > maxBytes) {
                throw tooLarge(file, size);
            }
            content = content(file);
        } catch (IOException e) {
            throw new LookupTableException(file + " cannot be read: " + FileFailure.words(e), e);
        }
        TableRows rows = new TableRows(file, layout);
        if (file.toString().toLowerCase(Locale.ROOT).endsWith(".json")) {
            JsonTable.read(content, rows);
        } else {
            CsvTable.read(text(file, content), rows);
        }
        return rows.table();
    }

    /** The file may grow while it is read. */
    private byte[] content(Path file) throws IOException, LookupTableException {
        int most = (int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most);
            if (content.length > maxBytes) {
                throw tooLarge(file, content.length);
            }
            return content;
        }
    }

    private LookupTableException tooLarge(Path file, long size) {
        return new LookupTableException(file + " has " + size + " bytes, more than the " + maxBytes + " of maxBytes: a"
                + " table is held in memory, so keep the rows and columns that are needed");
    }

    private static String text(Path file, byte[] content) throws LookupTableException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
        } catch (CharacterCodingException e) {
            throw new LookupTableException(file + ":" + lineOf(content) + ": this is not UTF-8: save the file in that"
                    + " encoding", e);
        }
    }

    /** The line of the first bytes that are not UTF-8. */
    private static int lineOf(byte[] content) {
        CharBuffer out = CharBuffer.allocate(content.length);
        ByteBuffer in = ByteBuffer.wrap(content);
        StandardCharsets.UTF_8.newDecoder().decode(in, out, true);
        int line = 1;
        for (int at = 0; at < in.position(); at++) {
            line += content[at] == '\n' ? 1 : 0;
        }
        return line;
    }
}
