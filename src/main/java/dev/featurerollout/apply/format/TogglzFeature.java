package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Member;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Syntax;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * One feature of a Togglz properties file.
 *
 * @param state the property that turns it on or off
 */
record TogglzFeature(Source source, String key, Mapping properties, Member state) {
    static final String GRADUAL = "gradual";
    private static final Set<String> TRUE = Set.of("true", "yes", "enable", "enabled");

    static Source open(String document, FlagTarget target) throws FlagProblem {
        return Source.parse(Syntax.PROPERTIES, document, target);
    }

    /**
     * Finds the feature of a target.
     *
     * @throws FlagProblem if it is not there
     */
    static TogglzFeature find(String document, FlagTarget target) throws FlagProblem {
        if (target.flag().isEmpty()) {
            throw Source.problem(target, "which feature of the document is not said. Set spec.flags[].flag");
        }
        return of(open(document, target), target.flag().get());
    }

    static TogglzFeature of(Source source, String key) throws FlagProblem {
        Mapping properties = (Mapping) source.document().root();
        Member state = properties.member(key).orElse(null);
        if (state == null) {
            throw source.problem(
                    "no-flag",
                    properties,
                    "there is no property " + key + ", so the feature is off. Add the lines " + key + " = true, " + key
                            + ".strategy = gradual and " + key + ".param.percentage = 0, or correct spec.flags[].flag");
        }
        return new TogglzFeature(source, key, properties, state);
    }

    FlagProblem problem(String rule, Node node, String message) {
        return source.problem(rule, node, "the feature " + key + " " + message);
    }

    Optional<Scalar> property(String suffix) {
        return properties.get(key + suffix).map(Scalar.class::cast);
    }

    boolean isOn() {
        return TRUE.contains(((Scalar) state.value()).text().toLowerCase(Locale.ROOT));
    }

    /**
     * Checks that the number decides.
     *
     * @throws FlagProblem if the feature is not on
     */
    void requireOn() throws FlagProblem {
        if (!isOn()) {
            throw problem(
                    "disabled",
                    state.value(),
                    "is " + ((Scalar) state.value()).inWords()
                            + ", so nobody gets it whatever its percentage is. Set it to" + " true, with " + key
                            + ".param.percentage = 0 (Togglz takes true, yes, enable and enabled)");
        }
    }

    boolean isGradual() {
        return property(".strategy")
                .filter(strategy -> strategy.text().equalsIgnoreCase(GRADUAL))
                .isPresent();
    }

    /** Returns whether it is on for everybody, and still has the lines of a gradual one. */
    boolean isForEverybody() {
        return isOn()
                && property(".strategy")
                        .filter(strategy -> strategy.text().isEmpty())
                        .isPresent()
                && property(".param.percentage").isPresent();
    }

    /**
     * Returns the strategy's name.
     *
     * @throws FlagProblem if it is not {@code gradual}
     */
    Scalar strategy() throws FlagProblem {
        Scalar strategy = property(".strategy")
                .orElseThrow(() -> problem(
                        "no-rule",
                        state.key(),
                        "has no strategy, so it is on for everybody or off for everybody. Add the lines " + key
                                + ".strategy = gradual and " + key + ".param.percentage = 0"));
        if (!isGradual() && !isForEverybody()) {
            throw problem(
                    "no-rule",
                    strategy,
                    "has the strategy " + strategy.inWords()
                            + ", which knows no share of users. Set it to gradual, with " + key
                            + ".param.percentage = 0");
        }
        return strategy;
    }

    /**
     * Returns where the percentage stands.
     *
     * @throws FlagProblem if it stands nowhere
     */
    Scalar number() throws FlagProblem {
        return property(".param.percentage")
                .orElseThrow(() -> problem(
                        "no-rule",
                        state.key(),
                        "has no percentage, so nobody gets it. Add the line " + key + ".param.percentage = 0"));
    }

    Percentage percentage() throws FlagProblem {
        Scalar number = number();
        if (!number.text().matches("[0-9]{1,3}") || Integer.parseInt(number.text()) > 100) {
            throw problem(
                    "percentage",
                    number,
                    "has " + number.inWords()
                            + " for percentage. Write a whole number from 0 to 100: Togglz takes decimals"
                            + " for an error and turns the feature off for all");
        }
        return Percentage.of(Integer.parseInt(number.text()));
    }

    /**
     * Checks that Togglz reads the values as they are read here.
     *
     * @throws FlagProblem if white space stands after one of them
     */
    void requireEndsOfLines() throws FlagProblem {
        requireEndOfLine(strategy());
        requireEndOfLine(number());
    }

    private void requireEndOfLine(Scalar value) throws FlagProblem {
        if (!source.document().endsItsLine(value)) {
            throw problem(
                    "trailing-space",
                    value,
                    "has white space after " + value.inWords()
                            + ". To Togglz it is part of the value, which it then does"
                            + " not understand, and the feature is off for all. Remove it");
        }
    }
}
