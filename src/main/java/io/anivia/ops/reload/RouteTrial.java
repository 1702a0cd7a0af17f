package io.anivia.ops.reload;

import java.nio.file.Path;
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
import io.anivia.ops.command.CheckedRoutes;
import io.anivia.ops.command.Problem;
import io.anivia.ops.command.RouteDirectories;
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
 * Checks all route files, as the command {@code check} does, in a Camel context of its own beside the one that serves:
 * nothing of what runs is touched. Its destinations consume no queue, and its sources are served nowhere.
 */
@Singleton
class RouteTrial {

    /** Routes of Anivia itself, which need a broker. */
    private static final Set<String> ROLES = Set.of("classpath:routes/elmer.camel.yaml",
            "classpath:routes/prospector.camel.yaml");
    private static final long SHUTDOWN_SECONDS = 1;

    private final CamelContext serving;
    private final List<String> packed;

    @Inject
    RouteTrial(CamelContext serving, @ConfigProperty(name = "camel.main.routes-include-pattern") String packed) {
        this.serving = serving;
        this.packed = Arrays.stream(packed.split(",")).map(String::strip).filter(file -> !ROLES.contains(file)).toList();
    }

    /**
     * What is wrong with the files.
     *
     * @param sources of the sources; {@code null}: not looked at
     * @param destinations of the destinations; {@code null}: not looked at
     * @param decoration the file with the steps for all events
     */
    List<String> problems(@Nullable Path sources, @Nullable Path destinations, Path decoration) throws Exception {
        CamelContext trial = new DefaultCamelContext(new DefaultRegistry(new ServingBeans(serving)));
        try {
            trial.setApplicationContextClassLoader(serving.getApplicationContextClassLoader());
            trial.getCamelContextExtension().setName("reload");
            trial.setStartupSummaryLevel(StartupSummaryLevel.Off);
            trial.getShutdownStrategy().setTimeout(SHUTDOWN_SECONDS);
            trial.getPropertiesComponent().addPropertiesSource(new ServingProperties(serving));
            trial.addComponent("destination", destinations());
            SourceComponent source = new SourceComponent();
            source.setAutowiredEnabled(false);
            source.setSources(new Sources());
            trial.addComponent("source", source);
            trial.start();
            for (String file : packed) {
                for (Resource resource : PluginHelper.getPackageScanResourceResolver(trial).findResources(file)) {
                    PluginHelper.getRoutesLoader(trial).loadRoutes(resource);
                }
            }
            return CheckedRoutes.load(trial, new RouteDirectories(sources, destinations, decoration,
                    null)).problems().stream()
                    .map(Problem::toString).toList();
        } finally {
            trial.stop();
        }
    }

    private static DestinationComponent destinations() {
        DestinationComponent component = new DestinationComponent();
        component.setAutowiredEnabled(false);
        component.setDestinations(new Destinations());
        component.setConsuming(false);
        return component;
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
    private record ServingBeans(CamelContext serving) implements BeanRepository {

        @Override
        public @Nullable Object lookupByName(String name) {
            return own(serving.getRegistry().lookupByName(name)).orElse(null);
        }

        @Override
        public <T> @Nullable T lookupByNameAndType(String name, Class<T> type) {
            return own(serving.getRegistry().lookupByNameAndType(name, type)).orElse(null);
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
