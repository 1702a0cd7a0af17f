package io.anivia.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

import io.anivia.docs.Page;
import org.junit.jupiter.api.Test;

class ReportTest {

    /** So that {@code report=src/docs/faults.md} replaces that table with one of the same columns. */
    @Test
    void theTableHasTheColumnsOfThePage() throws IOException {
        String page = new Page(Path.of("src/docs/faults.md"), "faults").generated();

        assertThat(page).startsWith(new Report(List.of()).table());
    }
}
