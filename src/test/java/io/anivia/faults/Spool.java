package io.anivia.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Elmer's spool, so small that it is soon full. */
final class Spool {

    private static final String SETTING = "anivia.elmer.spool.dir";

    private Spool() {
    }

    /** The settings page lists every setting; a test holds that. */
    static Optional<String> whyNotAvailable() {
        try {
            return Files.readString(Path.of("src/docs/settings.md")).contains("`" + SETTING + "`") ? Optional.empty()
                    : Optional.of("not available in this build: there is no " + SETTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "src/docs/settings.md cannot be read; run this in the project's directory", e);
        }
    }

    static Map<String, String> small(Site site) throws IOException {
        return Map.of("ANIVIA_ELMER_SPOOL_DIR", site.newDirectory("spool").toString(),
                "ANIVIA_ELMER_SPOOL_MAX_SIZE", "64K");
    }
}
