package io.anivia;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** How the program is put together; what DESIGN and STYLE ask for and a compiler does not see. */
@AnalyzeClasses(packages = "io.anivia", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    /** Camel's kinds of classes, and those of ours that say Camel themselves. */
    private static final Pattern CAMELS = Pattern.compile("Camel.+|.+(Component|ComponentConfigurer|Endpoint"
            + "|EndpointConfigurer|EndpointUriFactory|Producer|Consumer|Processor|Predicate|Expression|DataFormat|Engine"
            + "|SpanDecorator)");

    /** Those that know a little of Camel under a name of their own. */
    private static final Set<String> KNOW_CAMEL = Set.of(
            // Names of headers, annotated for Camel's catalog.
            "RabbitMQConstants",
            // Ask a predicate of Camel's, read, start and run routes, and say in words what is wrong with one.
            "Destination", "DestinationFiles", "RouteFiles", "RunningRoutes", "RouteReload", "DestinationSwap", "RouteTrial", "ReloadTriggers",
             "RouteFileDiagnostics", "TemplatedRoutes",
            "RouteDelivery",
            // Looks at the steps of a route.
            "ShadowRoute",
            // Has a route's steps, reads and starts the routes of sources, and lets them be empty.
            "Source", "SourceFiles", "EmptyRoutes",
            // Reads and starts the route for all events.
            "Decoration",
            // Becomes an exchange.
            "CollectedRequest",
            // Written onto an exchange by a producer, read by the consumer.
            "DeferredAcknowledgement",
            // Written onto an exchange by the consumer, read by producers.
            "HttpObservation",
            // Remembers delivered events in a repository of Camel's.
            "DuplicateFilter",
            // What Camel's HTTP clients throw.
            "FailureClassifier",
            // Told to Camel's HTTP clients.
            "ResponseLimits",
            // Take the place of Camel's language of this name.
            "JsonSimpleLanguage", "JsonPredicateParser",
            // Wraps each step of a route.
            "ErrorInterceptStrategy",
            // Start routes, and count when an exchange is done.
            "ElmerStart", "ProspectorStart", "ProspectorMetrics",
            // Measures the broker of a process that has routes.
            "BrokerMetrics",
            // Of commands: have a context, and check what routes are made of.
            "CommandCamelContext", "CheckedRoutes", "RouteTextCheck", "EndpointOptions",
            "PayloadTrial", "PayloadTrials",
            // Takes the place of the connections of Camel's HTTP client.
            "RecordedConnections");

    @ArchTest
    static final ArchRule packagesDependDownwards = layeredArchitecture().consideringOnlyDependenciesInLayers()
            .layer("ops").definedBy("io.anivia.ops..")
            .layer("elmer").definedBy("io.anivia.elmer..")
            .layer("prospector").definedBy("io.anivia.prospector..")
            .layer("source").definedBy("io.anivia.source..")
            .layer("destination").definedBy("io.anivia.destination..")
            .layer("source").definedBy("io.anivia.source..")
            .layer("routes").definedBy("io.anivia.routes..")
            .layer("step").definedBy("io.anivia.step..")
            .layer("rabbitmq").definedBy("io.anivia.rabbitmq..")
            .layer("broker").definedBy("io.anivia.broker..")
            .layer("tap").definedBy("io.anivia.tap..")
            .layer("contract").definedBy("io.anivia.contract..")
            .layer("common").definedBy("io.anivia.common..")
            .whereLayer("ops").mayNotBeAccessedByAnyLayer()
            .whereLayer("elmer").mayNotBeAccessedByAnyLayer()
            .whereLayer("prospector").mayOnlyBeAccessedByLayers("ops")
            .whereLayer("rabbitmq").mayNotBeAccessedByAnyLayer()
            .whereLayer("destination").mayOnlyBeAccessedByLayers("prospector", "ops")
            .whereLayer("source").mayOnlyBeAccessedByLayers("elmer", "prospector", "ops")
            .whereLayer("source").mayOnlyAccessLayers("routes", "contract", "common")
            .whereLayer("routes").mayNotAccessAnyLayer()
            .whereLayer("step").mayOnlyBeAccessedByLayers("prospector")
            .whereLayer("step").mayOnlyAccessLayers("contract", "common")
            .whereLayer("broker").mayOnlyBeAccessedByLayers("rabbitmq", "destination", "elmer", "prospector", "ops")
            .whereLayer("tap").mayOnlyBeAccessedByLayers("elmer", "prospector", "destination", "ops")
            .whereLayer("tap").mayOnlyAccessLayers("contract", "common")
            .whereLayer("contract").mayNotAccessAnyLayer()
            .whereLayer("common").mayNotAccessAnyLayer()
            .ensureAllClassesAreContainedInArchitecture();

    /** Public only because Java knows no packages within packages. */
    @ArchTest
    static final ArchRule whatElmerIsMadeOfStaysInElmer = noClasses().that()
            .resideOutsideOfPackage("io.anivia.elmer..")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.elmer..");

    /** Route steps, http, admission and spool: each is a slice, and so is Elmer's own package, the steps. */
    @ArchTest
    static final ArchRule elmersPackagesAreFreeOfCycles = slices().assignedFrom(elmersPackages())
            .should().beFreeOfCycles();

    @ArchTest
    static final ArchRule elmersPartsDoNotKnowItsRouteSteps = noClasses().that()
            .resideInAnyPackage("io.anivia.elmer.*..")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.elmer");

    @ArchTest
    static final ArchRule howDestinationsDeliverStaysWithDestinations = noClasses().that()
            .resideOutsideOfPackages("io.anivia.destination..", "io.anivia.ops", "io.anivia.ops.command")
            .should().dependOnClassesThat().resideInAnyPackage("io.anivia.destination.delivery..",
                    "io.anivia.destination.http..");

    /** Commands look at all of it, and are looked at by nothing but a reload, which checks as {@code check} does. */
    @ArchTest
    static final ArchRule nothingDependsOnCommands = noClasses().that()
            .resideOutsideOfPackages("io.anivia.ops.command..", "io.anivia.ops.reload..")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.ops.command..");

    @ArchTest
    static final ArchRule onlyCommandsAndReloadsLookIntoProspector = noClasses().that()
            .resideOutsideOfPackages("io.anivia.prospector..", "io.anivia.ops.command..", "io.anivia.ops.reload..")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.prospector..");

    @ArchTest
    static final ArchRule commandsKnowNoBroker = noClasses().that().resideInAPackage("io.anivia.ops.command..")
            .should().dependOnClassesThat().resideInAnyPackage("io.anivia.broker", "io.anivia.broker.connection..",
                    "io.anivia.broker.consume..", "io.anivia.broker.browse..");

    @ArchTest
    static final ArchRule onlyTheComponentKnowsCamel = noClasses().that()
            .resideInAnyPackage("io.anivia.broker..", "io.anivia.contract..", "io.anivia.common..", "io.anivia.tap..",
                    "io.anivia.source.*..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule onlyBrokerKnowsTheAmqpClient = noClasses().that()
            .resideOutsideOfPackage("io.anivia.broker..")
            .should().dependOnClassesThat().resideInAPackage("com.rabbitmq..");

    @ArchTest
    static final ArchRule brokersPackagesAreFreeOfCycles =
            slices().matching("io.anivia.broker.(*)..").should().beFreeOfCycles();

    /** Batching is off by default: it decorates what can be read without it. */
    @ArchTest
    static final ArchRule nothingBelowBatchingKnowsOfIt = noClasses().that()
            .resideInAnyPackage("io.anivia.broker.connection", "io.anivia.broker.publish", "io.anivia.broker.consume",
                    "io.anivia.broker.browse")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.broker.batch");

    @ArchTest
    static final ArchRule onlyTheEmbeddedBrokerKnowsQpid = noClasses().that()
            .resideOutsideOfPackage("io.anivia.broker.embedded..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.qpid..");

    @ArchTest
    static final ArchRule onlyTheSpoolKnowsItsJournal = noClasses().that()
            .resideOutsideOfPackage("io.anivia.elmer.spool..")
            .should().dependOnClassesThat().resideInAPackage("org.apache.activemq..");

    /** Native and container builds leave it out. */
    @ArchTest
    static final ArchRule nobodyNeedsTheEmbeddedBroker = noClasses().that()
            .resideOutsideOfPackage("io.anivia.broker.embedded..")
            .should().dependOnClassesThat().resideInAPackage("io.anivia.broker.embedded..");

    @ArchTest
    static final ArchRule whoKnowsCamelSaysSo = classes().that(knowCamel())
            .should(ArchCondition.from(namedAfterCamel()));

    @ArchTest
    static final ArchRule nothingIsInjectedIntoFields = noFields().should().beAnnotatedWith(Inject.class)
            .orShould().beAnnotatedWith(ConfigProperty.class)
            .orShould().beAnnotatedWith(Resource.class);

    @ArchTest
    static final ArchRule nobodySleeps = noClasses()
            .should().callMethodWhere(target(name("sleep")).and(target(owner(describe("Thread or TimeUnit",
                    type -> type.isEquivalentTo(Thread.class) || type.isEquivalentTo(TimeUnit.class))))));

    @ArchTest
    static void noTwoClassesShareASimpleName(JavaClasses ours) {
        Map<String, List<String>> byName = ours.stream()
                .filter(type -> !type.getSimpleName().isEmpty() && !type.getSimpleName().equals("package-info"))
                .collect(groupingBy(JavaClass::getSimpleName, mapping(JavaClass::getFullName, toList())));

        assertThat(byName).isNotEmpty();
        assertThat(byName.values()).filteredOn(classes -> classes.size() > 1).isEmpty();
    }

    private static SliceAssignment elmersPackages() {
        return new SliceAssignment() {
            @Override
            public SliceIdentifier getIdentifierOf(JavaClass type) {
                return type.getPackageName().startsWith("io.anivia.elmer")
                        ? SliceIdentifier.of(type.getPackageName()) : SliceIdentifier.ignore();
            }

            @Override
            public String getDescription() {
                return "the packages of elmer";
            }
        };
    }

    private static DescribedPredicate<JavaClass> knowCamel() {
        return describe("depend on Camel", type -> type.getDirectDependenciesFromSelf().stream()
                .anyMatch(dependency -> resideInAPackage("org.apache.camel..").test(dependency.getTargetClass())));
    }

    /** By the name of the outermost class: what is nested belongs to it. */
    private static DescribedPredicate<JavaClass> namedAfterCamel() {
        return describe("named after what they are in Camel", type -> {
            String outermost = outermost(type).getSimpleName();
            return CAMELS.matcher(outermost).matches() || KNOW_CAMEL.contains(outermost);
        });
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ArchitectureTest::outermost).orElse(type);
    }
}
