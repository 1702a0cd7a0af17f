package io.anivia.ops.reload;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;

import io.anivia.destination.DestinationComponent;
import io.anivia.destination.Destinations;
import io.anivia.destination.ndjson.NdjsonFile;
import io.anivia.ops.command.CamelRouteTests;
import io.anivia.ops.command.CheckedRoutes;
import io.anivia.ops.command.Problem;
import io.anivia.ops.command.RouteDirectories;
import io.anivia.prospector.PayloadTrials;
import io.anivia.source.SourceComponent;
import io.anivia.source.Sources;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Component;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.BeanRepository;
import org.apache.camel.spi.DataFormat;
import org.apache.camel.spi.Language;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.PluginHelper;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Checks all route files, as the command {@code check} does, and runs tests, in a Camel context of its own beside the one that serves:
 * nothing of what runs is touched. Its destinations consume no queue, and its sources are served nowhere.
 */
@Singleton
class RouteTrial {

    /** Routes of Anivia itself, which need a broker. */
    private static final Set<String> ROLES = Set.of("classpath:routes/elmer.camel.yaml",
            "classpath:routes/prospector.camel.yaml");
    private static final long SHUTDOWN_SECONDS = 1;

    private static final String NDJSON = "ndjsonFile";

    private final CamelContext serving;
    private final List<String> packed;
    private final PayloadTrials payloads;

    @Inject
    RouteTrial(CamelContext serving, PayloadTrials payloads,
            @ConfigProperty(name = "camel.main.routes-include-pattern") String packed) {
        this.serving = serving;
        this.payloads = payloads;
        this.packed = Arrays.stream(packed.split(",")).map(String::strip).filter(file -> !ROLES.contains(file)).toList();
    }

    /**
     * What is wrong with the files.
     *
     * @param directories where they are
     */
    List<String> problems(RouteDirectories directories) throws Exception {
        try (TrialContext trial = new TrialContext(Map.of())) {
            return trial.load(directories);
        }
    }

    /**
     * What differs from what tests expect, or is wrong with the files in these tests: with their settings in place of the
     * program's.
     */
    List<String> failures(RouteDirectories directories, CamelRouteTests tests) throws Exception {
        NdjsonFile ndjson = new NdjsonFile();
        try (tests; TrialContext trial = new TrialContext(Map.of(NDJSON, ndjson))) {
            tests.prepare(trial.context, ndjson);
            List<String> problems = trial.load(directories);
            return problems.isEmpty() ? tests.failures(payloads.in(trial.context, trial.sources), trial.destinations)
                    : problems;
        }
    }

    /** A context beside the one that serves, with the same settings and beans. */
    private final class TrialContext implements AutoCloseable {

        private final CamelContext context;
        private final Sources sources = new Sources();
        private final Destinations destinations = new Destinations();

        /** @param others in place of the program's beans of these names */
        TrialContext(Map<String, Object> others) {
            context = new DefaultCamelContext(new DefaultRegistry(new ServingBeans(serving, others)));
            context.setApplicationContextClassLoader(serving.getApplicationContextClassLoader());
            context.getCamelContextExtension().setName("reload");
            context.setStartupSummaryLevel(StartupSummaryLevel.Off);
            context.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
            context.getPropertiesComponent().addPropertiesSource(new ServingProperties(serving));
            DestinationComponent destination = new DestinationComponent();
            destination.setAutowiredEnabled(false);
            destination.setDestinations(destinations);
            destination.setConsuming(false);
            context.addComponent("destination", destination);
            SourceComponent source = new SourceComponent();
            source.setAutowiredEnabled(false);
            source.setSources(sources);
            context.addComponent("source", source);
        }

        /** Starts the routes of all files; what is wrong with them. */
        private List<String> load(RouteDirectories directories) throws Exception {
            context.start();
            for (String file : packed) {
                for (Resource resource : PluginHelper.getPackageScanResourceResolver(context).findResources(file)) {
                    PluginHelper.getRoutesLoader(context).loadRoutes(resource);
                }
            }
            return CheckedRoutes.load(context, directories).problems().stream().map(Problem::toString).toList();
        }

        @Override
        public void close() {
            context.stop();
        }
    }

    /** The settings of the program. */
    private record ServingProperties(CamelContext serving) implements PropertiesSource {

        @Override
        public String getName() {
            return "serving";
        }

        @Override
        public @Nullable String getProperty(String name) {
            return serving.getPropertiesComponent().resolveProperty(name).orElse(null);
        }
    }

    /** The beans of the program. Those that belong to one context are made anew, or are left out. */
    private record ServingBeans(CamelContext serving, Map<String, Object> others) implements BeanRepository {

        @Override
        public @Nullable Object lookupByName(String name) {
            return others.containsKey(name) ? others.get(name)
                    : own(serving.getRegistry().lookupByName(name)).orElse(null);
        }

        @Override
        public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
            return others.containsKey(name) ? type.cast(others.get(name))
                    : own(serving.getRegistry().lookupByNameAndType(name, type)).orElse(null);
        }

        @Override
        public <T> Map<String, T> findByTypeWithName(Class<T> type) {
            return serving.getRegistry().findByTypeWithName(type).entrySet().stream()
                    .filter(bean -> !belongsToContext(bean.getValue()))
                    .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        }

        @Override
        public <T> Set<T> findByType(Class<T> type) {
            return serving.getRegistry().findByType(type).stream().filter(bean -> !belongsToContext(bean))
                    .collect(Collectors.toSet());
        }

        private static boolean belongsToContext(Object bean) {
            return bean instanceof CamelContext || bean instanceof CamelContextAware || bean instanceof Component;
        }

        @SuppressWarnings("unchecked")
        private <T> Optional<T> own(@Nullable T bean) {
            if (bean == null || !belongsToContext(bean)) {
                return Optional.ofNullable(bean);
            }
            boolean isMadeAnew = bean instanceof DataFormat || bean instanceof Language;
            return isMadeAnew ? Optional.of((T) serving.getInjector().newInstance(bean.getClass())) : Optional.empty();
        }
    }
}
