package io.anivia.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Named;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.anivia.contract.EventJson;
import io.anivia.destination.simple.JsonSimpleLanguage;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the shipped routes name is there in a native executable, too: things of Camel's by an extension of Camel
 * Quarkus, which prepares them; classes by {@link NativeReflection}; beans by a name, since Quarkus removes none that
 * has one. {@link NativeSourcesIT} looks at what is prepared in the end.
 */
class NativeRoutesTest {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final Pattern JAR = Pattern.compile(".*/((?:camel|camel-quarkus)-[a-z0-9-]+?)-\\d[^/]*\\.jar!/.*");

    private static final RegisterForReflection REGISTERED =
            NativeReflection.class.getAnnotation(RegisterForReflection.class);
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.anivia");

    static Stream<Path> routes() throws IOException {
        return Files.walk(Path.of("routes")).filter(file -> file.toString().endsWith(".camel.yaml"));
    }

    @ParameterizedTest
    @MethodSource("routes")
    void everythingThatARouteNamesIsThere(Path file) throws IOException {
        assertThat(missing(RouteWords.of(file))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"- to: {uri: 'kafka:x'}", "- to: 'kafka:x'", "- route: {from: {uri: 'kafka:x'}}",
            "- setBody: {expression: {jq: {expression: .}}}", "- filter: {expression: {groovy: {expression: x}}}",
            "- marshal: {csv: {}}", "- unmarshal: {avro: {}}",
            "- process: {ref: nobody}", "- to: {uri: 'http:x', parameters: {httpClientConfigurer: '#nobody'}}",
            "- onException: {exception: [java.sql.SQLException]}",
            "- throwException: {exceptionType: io.anivia.elmer.spool.SpooledPayload}"})
    void findsEachThingThatIsNot(String yaml) throws IOException {
        assertThat(missing(RouteWords.of(yaml))).hasSize(1);
    }

    @Test
    void theRoutesNameAFewOfEach() throws IOException {
        Set<RouteWords> words = routes().map(RouteWords::of).collect(Collectors.toSet());

        assertThat(words).flatExtracting(RouteWords::schemes)
                .contains("rabbitmq", "destination", "splunk", "omniture", "source", "direct", "async-http");
        assertThat(words).flatExtracting(RouteWords::languages).contains("simple", "constant");
        assertThat(words).flatExtracting(RouteWords::dataFormats).contains("json");
        assertThat(words).flatExtracting(RouteWords::beans)
                .contains("receipt", "accepted", "splitter", "ndjsonFile");
        assertThat(words).flatExtracting(RouteWords::classes)
                .contains("io.anivia.broker.connection.BrokerException", "io.anivia.elmer.spool.SpoolException");
    }

    /** Simple looks for a method in a value's class, and in all that it extends and implements. */
    @ParameterizedTest
    @ValueSource(strings = {"${body}", "${body.size}", "${body.size()}", "${body.get('sku')}", "${body.containsKey('sku')}",
            "${body.put('new', 1)}", "${body.remove('sku')}", "${body.keySet()}", "${body.keySet().size()}",
            "${body.values()}", "${body.entrySet()}", "${body.isEmpty()}", "${body.getOrDefault('no', 'x')}",
            "${body[items]}", "${body[items].size}", "${body[items].get(0)}", "${body[items].contains('x')}",
            "${body[items][0]}", "${body[items][last]}", "${body[items].isEmpty()}", "${body[object].size()}",
            "${body[sku]}", "${body[sku].trim()}", "${body[sku].toUpperCase()}", "${body[sku].length()}",
            "${body[sku].substring(1)}", "${body[sku].replace('a', 'b')}", "${body[sku].class.name}",
            "${body[sku].class.simpleName}",
            "${body[int].intValue()}", "${body[int].doubleValue()}", "${body[int].compareTo(3)}", "${body[long].toString()}",
            "${body[big].longValue()}", "${body[decimal].intValue()}", "${body[decimal].toPlainString()}",
            "${body[decimal].scale()}", "${body[exponent].toPlainString()}", "${body[exponent].intValue()}",
            "${body[flag].toString()}", "${headers.size}", "${headers}", "${exchange.exchangeId}",
            "${exchange.pattern}", "${camelContext.name}", "${date:now:yyyy}", "${random(1,2)}"})
    void whatSimpleCallsOfAnEventIsRegistered(String expression) throws Exception {
        CamelContext context = new DefaultCamelContext();
        try {
            context.getRegistry().bind("simple", new JsonSimpleLanguage());
            context.start();
            Exchange exchange = new DefaultExchange(context);
            exchange.getIn().setBody(EventJson.read("""
                    {"sku": "a1", "items": ["x", {}], "object": {"a": null}, "int": 1, "long": 3000000000,
                     "big": 12345678901234567890, "decimal": 1.10, "exponent": 1e5, "flag": true}"""
                    .getBytes(StandardCharsets.UTF_8)));

            Object value = context.resolveLanguage("simple").createExpression(expression)
                    .evaluate(exchange, Object.class);

            for (Object called : Arrays.asList(exchange.getIn().getBody(), exchange.getIn().getHeaders(), value)) {
                Set<String> missing = called == null ? new TreeSet<>() : hierarchy(called.getClass());
                missing.removeAll(registered());
                assertThat(missing).isEmpty();
            }
        } finally {
            context.stop();
        }
    }

    private static Set<String> hierarchy(Class<?> type) {
        Set<String> names = new TreeSet<>();
        for (Class<?> next = type; next != null; next = next.getSuperclass()) {
            names.add(next.getName());
            Arrays.stream(next.getInterfaces()).forEach(each -> names.addAll(hierarchy(each)));
        }
        // Markers have nothing to call.
        names.removeAll(Set.of("java.io.Serializable", "java.lang.Cloneable", "java.util.RandomAccess"));
        return names;
    }

    @Test
    void whatIsRegisteredByNameExists() {
        assertThat(REGISTERED.classNames()).allSatisfy(name ->
                assertThat(Class.forName(name, false, getClass().getClassLoader())).isNotNull());
    }

    @Test
    void everyExceptionOfOursThatARouteMayMeetIsRegistered() {
        Set<String> met = OURS.stream().filter(type -> type.isAssignableTo(Exception.class))
                .filter(type -> type.getFullName().matches("io\\.anivia\\.(destination|broker)\\.[A-Za-z.]+"))
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> type.isTopLevelClass())
                .map(JavaClass::getFullName).collect(Collectors.toSet());
        assertThat(met).isNotEmpty().isSubsetOf(registered());
    }

    private static Set<String> missing(RouteWords words) throws IOException {
        Set<String> missing = new TreeSet<>();
        for (String scheme : words.schemes()) {
            if (!isPrepared("component/" + scheme)) {
                missing.add("component " + scheme);
            }
        }
        for (String language : words.languages()) {
            // In YAML, calling a bean is named after what is called of it.
            if (!isPrepared("language/" + (language.equals("method") ? "bean" : language))) {
                missing.add("language " + language);
            }
        }
        for (String format : words.dataFormats()) {
            // With no library named, Camel's json is Jackson.
            if (!isPrepared("dataformat/" + (format.equals("json") ? "jackson" : format))) {
                missing.add("data format " + format);
            }
        }
        words.beans().stream().filter(bean -> !names().contains(bean)).forEach(bean -> missing.add("bean " + bean));
        words.classes().stream().filter(type -> !registered().contains(type)).forEach(missing::add);
        return missing;
    }

    /** Whether it is a component of ours, a named bean, or of a jar that an extension of Camel Quarkus stands for. */
    private static boolean isPrepared(String service) throws IOException {
        if (service.startsWith("component/") && names().contains(service.substring("component/".length()))) {
            return true;
        }
        for (URL url : Collections.list(NativeRoutesTest.class.getClassLoader().getResources(SERVICES + service))) {
            Matcher jar = JAR.matcher(url.toString());
            if (url.getProtocol().equals("file") || jar.matches() && extensions().contains(extensionOf(jar.group(1)))) {
                return true;
            }
        }
        return false;
    }

    private static String extensionOf(String jar) {
        return jar.startsWith("camel-core-") ? "camel-quarkus-core" : jar.replaceFirst("camel-", "camel-quarkus-");
    }

    private static Set<String> extensions() throws IOException {
        return Collections.list(NativeRoutesTest.class.getClassLoader()
                        .getResources("META-INF/quarkus-extension.properties")).stream()
                .map(url -> JAR.matcher(url.toString())).filter(Matcher::matches).map(jar -> jar.group(1))
                .collect(Collectors.toSet());
    }

    private static Set<String> names() {
        return OURS.stream().filter(type -> type.isAnnotatedWith(Named.class))
                .map(type -> type.getAnnotationOfType(Named.class).value()).collect(Collectors.toSet());
    }

    private static Set<String> registered() {
        return Stream.concat(Arrays.stream(REGISTERED.targets()).map(Class::getName),
                Arrays.stream(REGISTERED.classNames())).collect(Collectors.toSet());
    }
}
