package dev.featurerollout.apply.featureflag;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smallest change that makes one value of another. */
class FlagSpecPatchTest {
    private static final String GUARD = "{'op':'replace','path':'/metadata/resourceVersion','value':'812'}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'a':{'b':[1,2],'c':3}} | {'a':{'b':[1,9],'c':3}} |"
                        + " {'op':'replace','path':'/spec/flagSpec/a/b','value':[1,9]}",
                "{'a':{'b':1}} | {'a':{}} | {'op':'remove','path':'/spec/flagSpec/a/b'}",
                "{'a':{}} | {'a':{'b':{'c':1}}} | {'op':'add','path':'/spec/flagSpec/a/b','value':{'c':1}}",
                "{'a/b~c':1} | {'a/b~c':2} | {'op':'replace','path':'/spec/flagSpec/a~1b~0c','value':2}",
                "{'a':'on'} | {'a':{}} | {'op':'replace','path':'/spec/flagSpec/a','value':{}}"
            })
    void namesWhatDiffers(String before, String after, String operation) {
        assertThat(FlagSpecPatch.of("812", json(before), json(after)))
                .isEqualTo(json("[" + GUARD + "," + operation + "]"));
    }

    private static String json(String text) {
        return text.replace('\'', '"');
    }
}
