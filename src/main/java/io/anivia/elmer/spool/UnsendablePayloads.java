package io.anivia.elmer.spool;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.anivia.broker.publish.OutboundMessage;
import io.anivia.contract.MessageHeaders;

/**
 * Keeps payloads that are larger than the broker takes, so that the spool can go on without losing them: the body in a
 * file {@code <receipt>.payload}, and what belongs to it in {@code <receipt>.json}. Nothing reads them but people.
 *
 * <p>They are as many as the spool had taken before the broker's limit was known; after that Elmer refuses them.
 */
final class UnsendablePayloads {

    private static final JsonFactory JSON = new JsonFactory();

    private final Path directory;

    /** @param directory created with the first payload */
    UnsendablePayloads(Path directory) {
        this.directory = directory;
    }

    /**
     * Returns when the payload is on the disk; one that is kept again takes the place of its first copy.
     *
     * @return the file with its body
     */
    Path keep(OutboundMessage payload, String reason) throws IOException {
        Files.createDirectories(directory);
        String receipt = String.valueOf(payload.headers().get(MessageHeaders.RECEIPT));
        String name = receipt.matches("[0-9A-Za-z-]{8,64}") ? receipt : UUID.randomUUID().toString();
        write(directory.resolve(name + ".json"), describe(payload, reason));
        Path file = directory.resolve(name + ".payload");
        write(file, payload.body());
        try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
            names.force(true);
        }
        return file;
    }

    private static void write(Path file, byte[] bytes) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try (FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer rest = ByteBuffer.wrap(bytes);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] describe(OutboundMessage payload, String reason) throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("reason", reason);
            json.writeStringField("failedAt", Instant.now().toString());
            json.writeStringField("contentType", payload.contentType());
            json.writeStringField("contentEncoding", payload.contentEncoding());
            json.writeObjectFieldStart("headers");
            for (Map.Entry<String, Object> header : payload.headers().entrySet()) {
                json.writePOJOField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return text.toByteArray();
    }
}
