package io.anivia.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.NoSuchBeanException;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;

/** What Camel really throws is in {@link io.anivia.destination.routes.DestinationFilesIT}. */
class RouteFileDiagnosticsTest {

    private static final RouteFileDiagnostics DIAGNOSTICS = new RouteFileDiagnostics("destination");
    private static final Path FILE = Path.of("bad.camel.yaml");
    private static final String TEXT = """
            # bean: nobean, {{no.such}}
            - route:
                id: partner
                from:
                  uri: destination:partner
                  steps:
                    - to:
                        uri: http:partner/{{no.such}}
                    - bean: {ref: nobean}
            """;

    @Test
    void findsTheLineByWhatTheFailureIsAboutAndNotInComments() {
        assertThat(explain(new IllegalArgumentException("Property with key [no.such] not found in properties")))
                .isEqualTo("destination file 'bad.camel.yaml', line 8 is not valid: the setting 'no.such' is missing:"
                        + " set NO_SUCH, or write {{no.such:default}}. Mend it, or move it out of the directory, and"
                        + " start again");
        assertThat(explain(new RuntimeCamelException(new NoSuchBeanException("nobean"))))
                .contains("line 9 is not valid: there is no bean 'nobean'. Mend");
    }

    @Test
    void findsTheLineByTheStepThatCamelNames() {
        assertThat(explain(new FailedToCreateRouteException("partner", FILE.toString(), "Route(partner)",
                "to[http:partner/{{no.such}}]", new IllegalStateException("it does not work"))))
                .contains("line 8 is not valid: it does not work. Mend");
    }

    @Test
    void otherwiseItIsTheLineWhereTheDestinationIsNamed() {
        assertThat(explain(new IllegalStateException("odd"))).contains("line 5 is not valid: odd. Mend");
        assertThat(explain(new IllegalStateException()))
                .contains("line 5 is not valid: java.lang.IllegalStateException");
    }

    @Test
    void aFileInWhichNothingIsFoundHasNoLine() {
        assertThat(DIAGNOSTICS.explain(FILE, "- other: {}", new IllegalStateException("odd")).sentence())
                .startsWith("destination file 'bad.camel.yaml' is not valid: odd.");
    }

    @Test
    void tellsOfAnUnknownOptionItsNameAloneAndNotItsValue() {
        assertThat(explain(new ResolveEndpointFailedException("splunk:x", "There are 1 parameters that couldn't be"
                + " set on the endpoint. Unknown parameters=[{tokn=secret}]")))
                .contains("there is no option 'tokn'").doesNotContain("secret");
    }

    @Test
    void aListMayBeginWithADocumentMarkerOrBeJson() {
        assertThat(DIAGNOSTICS.explainUnlessList(FILE, "---\n- route: {}")).isEmpty();
        assertThat(DIAGNOSTICS.explainUnlessList(FILE, "[{\"route\": {}}]")).isEmpty();
        assertThat(DIAGNOSTICS.explainUnlessList(FILE, "\n  # x\nroute: {}")).get().extracting(RouteFileProblem::sentence).asString()
                .contains(", line 3 ");
    }

    private static String explain(Throwable failure) {
        return DIAGNOSTICS.explain(FILE, TEXT, failure).sentence();
    }
}
