package dev.featurerollout.apply.format;

import dev.featurerollout.apply.format.document.Node;
import dev.featurerollout.apply.format.document.Node.Kind;
import dev.featurerollout.apply.format.document.Node.Mapping;
import dev.featurerollout.apply.format.document.Node.Scalar;
import dev.featurerollout.apply.format.document.Node.Sequence;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One feature of the document that Unleash's client API serves and its SDKs start from. */
record UnleashFeature(Source source, String key, Mapping body) {
    static final String FLEXIBLE = "flexibleRollout";
    static final String EVERYBODY = "default";

    /**
     * Finds the feature of a target.
     *
     * @throws FlagProblem if it is not there, or twice
     */
    static UnleashFeature find(String document, FlagTarget target) throws FlagProblem {
        if (target.flag().isEmpty()) {
            throw Source.problem(target, "which feature of the document is not said. Set spec.flags[].flag");
        }
        return find(all(Source.open(document, target)), target, target.flag().get());
    }

    private static UnleashFeature find(List<UnleashFeature> all, FlagTarget target, String key) throws FlagProblem {
        List<UnleashFeature> found =
                all.stream().filter(feature -> feature.key().equals(key)).toList();
        if (found.isEmpty()) {
            throw Source.problem(target, "there is no feature \"" + key + "\". Correct spec.flags[].flag");
        }
        if (found.size() > 1) {
            UnleashFeature second = found.get(1);
            throw second.problem("flag-twice", second.body(), "is here a second time. Remove one");
        }
        return found.get(0);
    }

    /**
     * Returns the features of a document, in order.
     *
     * @throws FlagProblem if it is not Unleash's
     */
    static List<UnleashFeature> all(Source source) throws FlagProblem {
        Node root = source.document().root();
        Node features =
                root instanceof Mapping document ? document.get("features").orElse(null) : null;
        if (!(features instanceof Sequence list)) {
            throw source.problem(
                    "not-unleash",
                    features == null ? root : features,
                    "there is no list of \"features\" at the top, as the documents of Unleash's client API have."
                            + " Correct the format or the key");
        }
        List<UnleashFeature> result = new ArrayList<>();
        for (Node item : list.items()) {
            if (item instanceof Mapping body && body.get("name").orElse(null) instanceof Scalar name) {
                result.add(new UnleashFeature(source, name.text(), body));
            }
        }
        return result;
    }

    FlagProblem problem(String rule, Node node, String message) {
        return source.problem(rule, node, "the feature \"" + key + "\" " + message);
    }

    /** One strategy of the feature; any of them that says yes turns it on. */
    record Strategy(UnleashFeature feature, Mapping body) {
        Optional<Scalar> name() {
            return scalar(body, "name");
        }

        boolean is(String name) {
            return name().filter(scalar -> scalar.text().equals(name)).isPresent();
        }

        /** Returns whether it is only for some users. */
        boolean isConstrained() {
            return isFilled("constraints") || isFilled("segments");
        }

        private boolean isFilled(String member) {
            return body.get(member).orElse(null) instanceof Sequence list
                    && !list.items().isEmpty();
        }

        Optional<Scalar> parameter(String name) {
            return body.get("parameters").orElse(null) instanceof Mapping parameters
                    ? scalar(parameters, name)
                    : Optional.empty();
        }

        Scalar rollout() throws FlagProblem {
            Scalar rollout = parameter("rollout")
                    .orElseThrow(() -> feature.problem(
                            "rollout",
                            body,
                            "has a " + FLEXIBLE + " without parameters.rollout. Add \"rollout\": \"0\""));
            feature.source().requireOwn(rollout);
            return rollout;
        }

        Percentage percentage() throws FlagProblem {
            Scalar rollout = rollout();
            if (rollout.kind() != Kind.TEXT) {
                throw feature.problem(
                        "rollout-not-text",
                        rollout,
                        "has " + rollout.inWords()
                                + " for rollout, but parameters are texts: SDKs refuse the whole document"
                                + " for it, and every feature gets the default in the code. Put it in quotes");
            }
            if (!rollout.text().matches("[0-9]{1,3}") || Integer.parseInt(rollout.text()) > 100) {
                throw feature.problem(
                        "rollout",
                        rollout,
                        "has " + rollout.inWords()
                                + " for rollout, which to the SDKs is 0 %. Write a whole number from 0"
                                + " to 100, without spaces");
            }
            return Percentage.of(Integer.parseInt(rollout.text()));
        }

        /**
         * Checks that the same users are chosen each time.
         *
         * @throws FlagProblem if it is left to chance
         */
        void requireSticky() throws FlagProblem {
            Optional<Scalar> random =
                    parameter("stickiness").filter(scalar -> scalar.text().equals("random"));
            if (random.isPresent()) {
                throw feature.problem(
                        "random",
                        random.get(),
                        "has the stickiness random: each call decides anew, so no user keeps the feature. Set it to"
                                + " userId or to another field of the context that stays with the user");
            }
        }
    }

    private static Optional<Scalar> scalar(Mapping mapping, String key) {
        return mapping.get(key)
                .filter(node -> node instanceof Scalar scalar && scalar.kind() != Kind.NULL)
                .map(Scalar.class::cast);
    }

    Optional<Node> member(String name) {
        return body.get(name);
    }

    List<Strategy> strategies() {
        List<Strategy> result = new ArrayList<>();
        if (body.get("strategies").orElse(null) instanceof Sequence list) {
            for (Node item : list.items()) {
                if (item instanceof Mapping strategy) {
                    result.add(new Strategy(this, strategy));
                }
            }
        }
        return result;
    }

    /** Returns the strategy that is "on for everybody" and still has the number of the one it was. */
    Optional<Strategy> everybody() {
        List<Strategy> found = strategies().stream()
                .filter(strategy ->
                        strategy.is(EVERYBODY) && strategy.parameter("rollout").isPresent())
                .toList();
        boolean flexible =
                strategies().stream().anyMatch(strategy -> strategy.is(FLEXIBLE) && !strategy.isConstrained());
        return found.size() == 1 && !flexible ? Optional.of(found.get(0)) : Optional.empty();
    }

    /**
     * Returns the strategy that is rolled out: the only {@code flexibleRollout}, or the only one without constraints.
     *
     * @throws FlagProblem if there is none, or it is not clear which
     */
    Strategy rolledOut() throws FlagProblem {
        List<Strategy> flexible =
                strategies().stream().filter(strategy -> strategy.is(FLEXIBLE)).toList();
        if (flexible.isEmpty()) {
            throw problem(
                    "no-rule",
                    body,
                    "has no strategy " + FLEXIBLE + ", so no share of users. Add " + rule() + " to its strategies");
        }
        List<Strategy> open = flexible.size() == 1
                ? flexible
                : flexible.stream()
                        .filter(strategy -> !strategy.isConstrained())
                        .toList();
        if (open.size() != 1) {
            throw problem(
                    "two-rules",
                    flexible.get(1).body(),
                    "has more than one " + FLEXIBLE
                            + ", and any of them turns it on, so its percentage is not one number."
                            + " Leave one, or give all others constraints");
        }
        return open.get(0);
    }

    /** Returns the smallest strategy that is right, at 0 %. */
    String rule() {
        return "{\"name\": \"" + FLEXIBLE + "\", \"parameters\": {\"rollout\": \"0\", \"stickiness\": \"userId\","
                + " \"groupId\": " + Texts.json(key) + "}}";
    }

    /** Returns the value of {@code enabled}, which is there and a boolean. */
    Optional<Scalar> enabled() {
        return scalar(body, "enabled");
    }

    boolean isEnabled() {
        return enabled().filter(scalar -> scalar.text().equals("true")).isPresent();
    }

    /**
     * Checks that the number decides.
     *
     * @throws FlagProblem if the feature is not enabled
     */
    void requireEnabled() throws FlagProblem {
        if (!isEnabled()) {
            throw problem(
                    "disabled",
                    enabled().map(Node.class::cast).orElse(body),
                    "is not enabled, so nobody gets it whatever its rollout is. Set \"enabled\": true with \"rollout\":"
                            + " \"0\"");
        }
    }

    /**
     * Checks that no other strategy turns the feature on for users whom the rollout has not reached.
     *
     * @throws FlagProblem if one is for everybody, or for a share of its own
     */
    void requireAlone(Strategy rolledOut) throws FlagProblem {
        for (Strategy other : strategies()) {
            String name = other.name().map(Scalar::text).orElse("");
            boolean shares = name.equals(EVERYBODY) || name.startsWith("gradualRollout");
            if (shares && !other.isConstrained() && other.body() != rolledOut.body()) {
                throw problem(
                        "or-ed",
                        other.body(),
                        "has the strategy " + name
                                + " too. Any strategy that says yes turns the feature on, so users have"
                                + " it even at 0 %. Remove it, or give it constraints");
            }
        }
    }
}
