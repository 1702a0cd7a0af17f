package io.anivia.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.anivia.processes.Java;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryLockTest {

    @TempDir
    Path parent;

    @Test
    void isLockedForOneOwnerAtATime() throws Exception {
        Path directory = parent.resolve("not/there/yet");
        try (DirectoryLock held = DirectoryLock.take(directory, "another broker")) {
            assertThat(held).isNotNull();
            assertThatIllegalStateException().isThrownBy(() -> DirectoryLock.take(directory, "another broker"))
                    .withMessageContaining("another broker");
        }
        DirectoryLock.take(directory, "another broker").close();
    }

    @Test
    void aRefusalLeavesTheLockAgainstOtherProcesses() throws Exception {
        Path link = Files.createSymbolicLink(parent.resolve("link"), Files.createDirectory(parent.resolve("spool")));
        try (DirectoryLock held = DirectoryLock.take(parent.resolve("spool"), "another Elmer")) {
            assertThat(held).isNotNull();
            for (Path same : List.of(parent.resolve("spool"), parent.resolve("spool/../spool"), link)) {
                assertThatIllegalStateException().isThrownBy(() -> DirectoryLock.take(same, "another Elmer"));
            }
            assertThat(otherProcess()).isEqualTo(OtherProcess.REFUSED);
        }
        assertThat(otherProcess()).isEqualTo(OtherProcess.TAKEN);
    }

    @Test
    void aDirectoryThatCannotBeLockedMayBeTriedAgain() throws Exception {
        Path inTheWay = Files.createDirectory(parent.resolve("lock"));
        assertThatThrownBy(() -> DirectoryLock.take(parent, "another Elmer")).isInstanceOf(IOException.class);
        Files.delete(inTheWay);
        DirectoryLock.take(parent, "another Elmer").close();
    }

    private int otherProcess() throws Exception {
        Process process = Java.command("-cp", Java.classPath(), OtherProcess.class.getName(),
                parent.resolve("spool").toString()).redirectErrorStream(true).start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            return process.exitValue();
        } finally {
            Java.end(process);
        }
    }

    /** Takes a lock, and says by its exit code whether it got it. */
    static final class OtherProcess {

        static final int TAKEN = 10;
        static final int REFUSED = 11;

        private OtherProcess() {
        }

        public static void main(String[] arguments) throws IOException {
            try (DirectoryLock held = DirectoryLock.take(Path.of(arguments[0]), "refused")) {
                System.exit(held == null ? REFUSED : TAKEN);
            } catch (IllegalStateException refused) {
                System.exit(REFUSED);
            }
        }
    }
}
