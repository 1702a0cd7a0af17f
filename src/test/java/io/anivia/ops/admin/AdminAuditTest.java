package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdminAuditTest {

    @Test
    void aLineSaysWhatWasCalledByWhomAndWhatBecameOfIt() {
        assertThat(AdminAudit.line("erin", "POST", "/admin/rejected/replay", "job 1 {\"all\":true}", 12L, 202))
                .isEqualTo("name=erin method=POST path=/admin/rejected/replay selection=job 1 {\"all\":true} count=12"
                        + " status=202");
        assertThat(AdminAudit.line("view", "POST", "/admin/reload", null, null, 403))
                .isEqualTo("name=view method=POST path=/admin/reload status=403");
    }

    @Test
    void textOfACallerMakesNoLineOfItsOwnAndIsCut() {
        String line = AdminAudit.line("erin", "POST", "/admin/x\u2028y", "a\r\nname=root\u0000\u0085" + "z".repeat(9999),
                null, 200);

        assertThat(line.lines()).hasSize(1);
        assertThat(line).contains("a??name=root").hasSizeLessThan(600);
    }
}
