package io.anivia.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.AssignmentTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import org.jspecify.annotations.Nullable;

/** Javadoc of the {@code @ConfigMapping} interfaces, which is not in class files, so their sources are parsed. */
final class ConfigJavadoc {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Pattern LINK = Pattern.compile("\\{@link\\s+#(\\w+)\\(\\)}");
    private static final Pattern CODE = Pattern.compile("\\{@code\\s+([^}]*)}");

    private final Map<String, String> meanings = new TreeMap<>();
    private final DocTrees docs;
    private final CompilationUnitTree unit;

    private ConfigJavadoc(DocTrees docs, CompilationUnitTree unit) {
        this.docs = docs;
        this.unit = unit;
    }

    static ConfigJavadoc ofTheProject() throws IOException {
        List<Path> sources;
        try (Stream<Path> files = Files.walk(SOURCES)) {
            sources = files.filter(file -> file.toString().endsWith("Config.java")).sorted().toList();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (var manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(null, manager, null, List.of("-proc:none"), null,
                    manager.getJavaFileObjectsFromPaths(sources));
            DocTrees docs = DocTrees.instance(task);
            ConfigJavadoc all = null;
            for (CompilationUnitTree unit : task.parse()) {
                ConfigJavadoc one = new ConfigJavadoc(docs, unit);
                one.readUnit();
                if (all == null) {
                    all = one;
                } else {
                    all.meanings.putAll(one.meanings);
                }
            }
            if (all == null) {
                throw new IllegalStateException("no …Config.java under " + SOURCES);
            }
            return all;
        }
    }

    /** By the settings' names, as Markdown in one line. */
    Map<String, String> meanings() {
        return meanings;
    }

    private void readUnit() {
        for (Tree type : unit.getTypeDecls()) {
            if (type instanceof ClassTree mapping) {
                String prefix = prefix(mapping);
                if (prefix != null) {
                    read(mapping, prefix, new TreePath(new TreePath(unit), mapping));
                }
            }
        }
    }

    /** The members of an interface; a member whose type is an interface nested in the file is a group of settings. */
    private void read(ClassTree mapping, String prefix, TreePath path) {
        Map<String, TreePath> nested = new HashMap<>();
        for (Tree member : outermost(path).getMembers()) {
            if (member instanceof ClassTree type && type.getKind() == Tree.Kind.INTERFACE) {
                nested.put(type.getSimpleName().toString(), new TreePath(path, type));
            }
        }
        for (Tree member : mapping.getMembers()) {
            if (member instanceof MethodTree method) {
                String name = prefix + "." + kebab(method.getName().toString());
                TreePath group = nested.get(String.valueOf(method.getReturnType()));
                if (group != null) {
                    read((ClassTree) group.getLeaf(), name, group);
                } else {
                    String javadoc = docs.getDocComment(new TreePath(path, method));
                    if (javadoc != null) {
                        meanings.put(name, plain(javadoc, prefix));
                    }
                }
            }
        }
    }

    private static ClassTree outermost(TreePath path) {
        TreePath type = path;
        while (type.getParentPath().getLeaf() instanceof ClassTree) {
            type = type.getParentPath();
        }
        return (ClassTree) type.getLeaf();
    }

    private static @Nullable String prefix(ClassTree type) {
        for (AnnotationTree annotation : type.getModifiers().getAnnotations()) {
            if ("ConfigMapping".equals(annotation.getAnnotationType().toString())
                    && annotation.getArguments().get(0) instanceof AssignmentTree prefix
                    && prefix.getExpression() instanceof LiteralTree value) {
                return (String) value.getValue();
            }
        }
        return null;
    }

    /** The main description: without block tags, with links to members of the interface as settings. */
    private static String plain(String javadoc, String prefix) {
        String description = javadoc.split("(?m)^\\s*@", 2)[0].replaceAll("\\s+", " ").strip();
        String linked = LINK.matcher(description).replaceAll(
                link -> Matcher.quoteReplacement("`" + prefix + "." + kebab(link.group(1)) + "`"));
        return CODE.matcher(linked).replaceAll("`$1`").replace("|", "\\|");
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
