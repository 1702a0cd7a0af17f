package io.anivia.ops.admin;

/** A part of the admin API. CDI beans that implement it are found and mounted. */
public interface AdminEndpoints {

    /** Called once, while the process starts. */
    void mount(AdminPaths paths);
}
