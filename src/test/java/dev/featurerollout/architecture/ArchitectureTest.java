package dev.featurerollout.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;

/** Holds the packages to what their names promise. */
@AnalyzeClasses(packages = "dev.featurerollout", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String BASE = "dev.featurerollout.";

    private static final String[] PURE = {
        BASE + "statistics..",
        BASE + "model..",
        BASE + "plan..",
        BASE + "decide..",
        BASE + "measure.criteria..",
        BASE + "apply.format..",
        BASE + "share..",
        BASE + "forecast..",
        BASE + "promql..",
        BASE + "lint.."
    };

    @ArchTest
    static final ArchRule pureCodeKnowsNoOutsideWorld = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.fabric8..",
                    "io.javaoperatorsdk..",
                    "io.micrometer..",
                    "java.net..",
                    "java.nio.file..",
                    "org.slf4j..");

    @ArchTest
    static final ArchRule onlyMainKnowsTheSystemClock = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.featurerollout.Main")
            .should()
            .callMethod(Clock.class, "systemUTC")
            .orShould()
            .callMethod(Clock.class, "systemDefaultZone")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(LocalDateTime.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "getenv");

    @ArchTest
    static final ArchRule pureCodeTakesNowAsAnArgument = noClasses()
            .that()
            .resideInAnyPackage(PURE)
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class);

    @ArchTest
    static final ArchRule theModelIsJavaOnly = noClasses()
            .that()
            .resideInAPackage(BASE + "model..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(BASE + "model..", BASE + "statistics..", "java..");

    @ArchTest
    static final ArchRule measuringDoesNotKnowOfChanging = noClasses()
            .that()
            .resideInAPackage(BASE + "measure..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "apply..");

    @ArchTest
    static final ArchRule changingDoesNotKnowOfMeasuring = noClasses()
            .that()
            .resideInAPackage(BASE + "apply..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(BASE + "measure..");

    @ArchTest
    static final ArchRule onlyTheGlueKnowsTheOperatorSdk = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "watch..", BASE + "runtime..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule onlyPrometheusAndTheRuntimeKnowHttp = noClasses()
            .that()
            .resideOutsideOfPackages(BASE + "measure.prometheus..", BASE + "runtime..", BASE + "demo..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.net.http..");

    @ArchTest
    static final ArchRule nothingKnowsMain =
            noClasses().should().dependOnClassesThat().haveFullyQualifiedName("dev.featurerollout.Main");

    @ArchTest
    static final ArchRule thereIsNoUtilPackage =
            noClasses().should().resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..");

    @ArchTest
    static final ArchRule stepsDoNotGoInCircles = SlicesRuleDefinition.slices()
            .matching("dev.featurerollout.(*)..")
            .should()
            .beFreeOfCycles();
}
