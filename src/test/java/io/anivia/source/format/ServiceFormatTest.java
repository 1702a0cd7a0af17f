package io.anivia.source.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.anivia.contract.EventJson;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Events as the decoders and what is shared make them. */
class ServiceFormatTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {
        "OTLP | {'resource':{'attributes':{'service.name':'checkout'}},'severityNumber':17}    | checkout  | true",
        "OTLP | {'resource':{'attributes':{'service.name':'checkout'}},'severityNumber':16}    | checkout  | false",
        "OTLP | {'resource':{'attributes':{'service.name':'checkout'}},'severityText':'FATAL'} | checkout  | true",
        "OTLP | {'resource':{'attributes':{'service.name':'cart'}},'status':{'code':2}}        | cart      | true",
        "OTLP | {'resource':{'attributes':{'service.name':'cart'}},'status':{'code':1}}        | cart      | false",
        "OTLP | {'resource':{'attributes':{'service.name':'cart'}},'status':{'code':'STATUS_CODE_ERROR'}} | cart | true",
        "OTLP | {'resource':{'attributes':{'service.name':7}},'status':'bad'}                  | (no name) | false",
        "OTLP | {'resource':{'attributes':[]}}                                                 | (no name) | false",
        "OTLP | {}                                                                             | (no name) | false",
        "HEC  | {'hec':{'source':'pay','sourcetype':'json'},'level':'ERROR'}                   | pay       | true",
        "HEC  | {'hec':{'sourcetype':'json'},'severity':'info'}                                | json      | false",
        "HEC  | {'hec':{'source':'x','fields':{'service':'pay','level':'warn'}}}               | pay       | false",
        "HEC  | {'hec':{'source':'x','fields':{'service.name':'pay','level':'crit'}}}          | pay       | true",
        "HEC  | {'level':50}                                                                   | (no name) | true",
        "HEC  | {'level':40,'log.level':'error'}                                               | (no name) | true",
        "HEC  | {'level':{'error':1},'hec':'x','message':'error'}                              | (no name) | false"})
    void serviceAndError(ServiceFormat format, String event, String service, boolean isError) throws Exception {
        Map<String, ?> members = EventJson.read(event.replace('\'', '"').getBytes(StandardCharsets.UTF_8));

        assertThat(format.service(members)).isEqualTo(service);
        assertThat(format.isError(members)).isEqualTo(isError);
    }
}
