package io.anivia.ops.admin;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The caller of the admin API.
 *
 * @param name of its token, for audit lines
 */
public record AdminCaller(String name, Set<AdminRole> roles) {

    /** Calls over loopback while no token is set. */
    static final AdminCaller LOCAL = new AdminCaller("local", EnumSet.allOf(AdminRole.class));

    public AdminCaller {
        roles = Set.copyOf(roles);
    }

    public boolean may(AdminRole role) {
        return roles.contains(role);
    }

    /** In the order of {@link AdminRole}. */
    public List<String> roleWords() {
        return roles.stream().sorted().map(AdminRole::word).toList();
    }

    /** @throws HttpProblem 403 if it may not */
    void require(AdminRole role) {
        if (!may(role)) {
            throw new HttpProblem(403, "'" + name + "' has the roles " + String.join(", ", roleWords()) + " and needs "
                    + role.word() + ": use a token of anivia.admin." + role.word() + "-token or anivia.admin.token");
        }
    }
}
