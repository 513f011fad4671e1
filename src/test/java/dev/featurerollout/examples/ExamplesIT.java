package dev.featurerollout.examples;

import dev.featurerollout.support.ControlPlane;
import dev.featurerollout.support.OpenFeatureCrd;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples, applied to a real API server by a real kubectl. */
@Tag("server")
class ExamplesIT {
    private final ControlPlane controlPlane = ControlPlane.shared();

    static List<Example> examples() {
        return Example.all();
    }

    @Test
    void kubectlAppliesTheOneOfTheOpenFeatureOperator() {
        OpenFeatureCrd.install(controlPlane.client());
        kubectlAppliesIt(new Example(Path.of("examples/openfeature-operator")));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void kubectlAppliesIt(Example example) {
        String namespace = controlPlane.newNamespace();
        controlPlane
                .kubectl()
                .run("apply", "-n", namespace, "-f", example.folder().toString());
    }
}
