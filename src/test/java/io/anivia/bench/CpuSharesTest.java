package io.anivia.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

class CpuSharesTest {

    @Test
    void countsWhatTheJdkDoesForItsCaller() {
        assertThat(samples(
                "java/lang/Thread.run_[j];io/anivia/prospector/Split.of_[j];java/util/HashMap.get_[j] 3",
                "java.lang.Thread.run;io.anivia.prospector.Split.of;com.fasterxml.jackson.core.Parser.next 4",
                "java/lang/Thread.run_[j];java/util/concurrent/ThreadPoolExecutor.runWorker_[j] 1"))
                .containsOnly(Map.entry("io.anivia.prospector", 3L), Map.entry("Jackson", 4L),
                        Map.entry("JDK and JVM, caller unknown", 1L));
    }

    @Test
    void tellsTheKernelFromWhoeverCalledIt() {
        assertThat(samples("io/netty/channel/Loop.run_[j];write;do_syscall_64_[k] 2", "io/netty/Loop.run_[j];write 5"))
                .containsOnly(Map.entry("kernel", 2L), Map.entry("Netty", 5L));
    }

    @Test
    void tellsTheThreadsOfTheJvm() {
        assertThat(samples("thread_start;GangWorker::run;G1ParTask::work;madvise_[k] 2",
                "thread_start;CompileBroker::compiler_thread_loop;C2Compiler::compile 7"))
                .containsOnly(Map.entry("GC", 2L), Map.entry("JIT compilers", 7L));
    }

    private static Map<String, Long> samples(String... stacks) {
        return CpuShares.of(Stream.of(stacks)).samples();
    }
}
