package io.anivia.ops.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;

class AdminTokensTest {

    private static final AdminTokens TOKENS = AdminTokens.of(Optional.of(List.of("root", " erin=deputy ")),
            Optional.of(List.of("watcher", "board=screen")), Optional.of(List.of("oncall=pager", "both")),
            Optional.of(List.of("auditor=glass", "both")));

    @Test
    void eachListHasItsRoles() {
        assertCaller("root", "admin", "view", "operate", "values");
        assertCaller("deputy", "erin", "view", "operate", "values");
        assertCaller("watcher", "view", "view");
        assertCaller("pager", "oncall", "view", "operate");
        assertCaller("glass", "auditor", "view", "values");
        assertThat(TOKENS.caller("board")).isEmpty();
        assertThat(TOKENS.caller("board=screen")).isEmpty();
        assertThat(TOKENS.caller("")).isEmpty();
    }

    @Test
    void aTokenInTwoListsHasTheRolesOfBoth() {
        assertCaller("both", "operate", "view", "operate", "values");
    }

    @Test
    void thePaddingOfBase64IsNoToken() {
        AdminTokens tokens = AdminTokens.of(Optional.of(List.of("c2VjcmV0cw==", "YQ=", "me=c2VjcmV0=")),
                Optional.empty(), Optional.empty(), Optional.empty());

        assertThat(tokens.caller("c2VjcmV0cw==")).map(AdminCaller::name).contains("admin");
        assertThat(tokens.caller("YQ=")).map(AdminCaller::name).contains("admin");
        assertThat(tokens.caller("c2VjcmV0=")).map(AdminCaller::name).contains("me");
        assertThat(tokens.caller("=")).isEmpty();
    }

    @Test
    void nothingSetIsEmpty() {
        assertThat(AdminTokens.of(Optional.of(List.of("", " ")), Optional.empty(), Optional.empty(), Optional.empty())
                .isEmpty()).isTrue();
    }

    private static void assertCaller(String token, String name, String... roles) {
        assertThat(TOKENS.caller(token)).hasValueSatisfying(caller -> {
            assertThat(caller.name()).isEqualTo(name);
            assertThat(caller.roleWords()).containsExactly(roles);
        });
    }
}
