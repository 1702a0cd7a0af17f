package io.anivia.ops.admin;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.anivia.common.SecretSet;

/** The tokens of the admin API, and what each may do. Immutable. */
final class AdminTokens {

    /** A name before a token; Base64 ends with equals signs, which therefore make no name. */
    private static final Pattern NAMED = Pattern.compile("([A-Za-z0-9._-]{1,64})=(.*[^=].*)", Pattern.DOTALL);

    private final SecretSet secrets;
    /** Of each secret, in their order. */
    private final List<AdminCaller> callers;

    private AdminTokens(Map<String, AdminCaller> byToken) {
        this.secrets = new SecretSet(List.copyOf(byToken.keySet()));
        this.callers = List.copyOf(byToken.values());
    }

    static AdminTokens of(AdminConfig config) {
        return of(config.token(), config.viewToken(), config.operateToken(), config.valuesToken());
    }

    static AdminTokens of(Optional<List<String>> all, Optional<List<String>> view, Optional<List<String>> operate,
            Optional<List<String>> values) {
        Map<String, AdminCaller> byToken = new LinkedHashMap<>();
        add(byToken, all, "admin", EnumSet.allOf(AdminRole.class));
        add(byToken, view, AdminRole.VIEW.word(), EnumSet.of(AdminRole.VIEW));
        add(byToken, operate, AdminRole.OPERATE.word(), EnumSet.of(AdminRole.VIEW, AdminRole.OPERATE));
        add(byToken, values, AdminRole.VALUES.word(), EnumSet.of(AdminRole.VIEW, AdminRole.VALUES));
        return new AdminTokens(byToken);
    }

    /** A token in several lists has the roles of all of them. */
    private static void add(Map<String, AdminCaller> byToken, Optional<List<String>> settings, String usualName,
            Set<AdminRole> roles) {
        for (String setting : settings.orElse(List.of())) {
            String text = setting.strip();
            Matcher named = NAMED.matcher(text);
            boolean hasName = named.matches();
            String token = hasName ? named.group(2).strip() : text;
            if (!token.isEmpty()) {
                byToken.merge(token, new AdminCaller(hasName ? named.group(1) : usualName, roles),
                        (before, now) -> new AdminCaller(before.name(), union(before.roles(), now.roles())));
            }
        }
    }

    private static Set<AdminRole> union(Set<AdminRole> some, Set<AdminRole> others) {
        Set<AdminRole> union = EnumSet.copyOf(some);
        union.addAll(others);
        return union;
    }

    boolean isEmpty() {
        return callers.isEmpty();
    }

    /** The caller that presents a token; empty if there is no such token. */
    Optional<AdminCaller> caller(String token) {
        var index = secrets.indexOf(token);
        return index.isPresent() ? Optional.of(callers.get(index.getAsInt())) : Optional.empty();
    }
}
