package dev.featurerollout.share;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * JsonLogic, the language of flagd's targeting: rules and values are maps with texts for keys, lists, texts, numbers as
 * {@link Double}, truth values and null.
 *
 * @param shared the rules that {@code $ref} stands for, by name
 * @param buckets how {@code fractional} puts users into buckets
 */
record Logic(Map<String, Object> shared, FlagdBuckets buckets) {
    private static final int MAX_DEPTH = 200;

    /** What is known of a user. */
    record User(String flag, Optional<String> key, boolean keyStandsForAll) {

        /** Returns the value of an attribute; null if it is not known. */
        Object attribute(String name) {
            if (name.equals("$flagd.flagKey")) {
                return flag;
            }
            boolean isKey = name.equals("targetingKey") || keyStandsForAll && !name.startsWith("$flagd");
            return isKey ? key.orElse(null) : null;
        }

        /**
         * Returns the user as the expression sees it that users are told apart by: whatever attribute it asks for is a
         * key of the user's.
         */
        User toldApart() {
            return new User(flag, key, true);
        }
    }

    /** A rule that no evaluator can follow. */
    static final class Wrong extends Exception {
        private static final long serialVersionUID = 1;

        Wrong(String message) {
            super(message);
        }
    }

    /**
     * Returns what a rule gives for a user, which may be null.
     *
     * @throws Wrong if it is an error to flagd
     */
    Object evaluate(Object rule, User user) throws Wrong {
        return evaluate(rule, user, 0);
    }

    private Object evaluate(Object rule, User user, int depth) throws Wrong {
        if (depth > MAX_DEPTH) {
            throw new Wrong("a rule within a rule, " + MAX_DEPTH + " deep");
        }
        if (rule instanceof List<?> list) {
            return all(list, user, depth);
        }
        if (!(rule instanceof Map<?, ?> operation) || operation.size() != 1) {
            return rule;
        }
        Map.Entry<?, ?> entry = operation.entrySet().iterator().next();
        String operator = (String) entry.getKey();
        List<?> arguments = entry.getValue() instanceof List<?> list ? list : listOf(entry.getValue());
        return switch (operator) {
            case "var" -> attribute(arguments, user, depth);
            case "if", "?:" -> choice(arguments, user, depth);
            case "and" -> firstThatIs(false, arguments, user, depth);
            case "or" -> firstThatIs(true, arguments, user, depth);
            case "some", "all", "none", "map", "filter", "reduce" ->
                ofItems(operator, all(arguments.subList(0, 1), user, depth));
            case "cat" -> cat(all(arguments, user, depth));
            case "missing" -> missing(all(arguments, user, depth), user);
            case "$ref" -> evaluate(shared.get(Operators.text(entry.getValue())), user, depth + 1);
            case "fractional" -> fractional(arguments, user, depth);
            default ->
                Operators.apply(operator, all(arguments, user, depth))
                        .orElseThrow(() -> new Wrong("there is no operator " + operator))
                        .value();
        };
    }

    private static List<?> listOf(Object value) {
        List<Object> list = new ArrayList<>();
        list.add(value);
        return list;
    }

    private List<Object> all(List<?> rules, User user, int depth) throws Wrong {
        List<Object> values = new ArrayList<>();
        for (Object rule : rules) {
            values.add(evaluate(rule, user, depth + 1));
        }
        return values;
    }

    private Object attribute(List<?> arguments, User user, int depth) throws Wrong {
        List<Object> values = all(arguments, user, depth);
        Object found = values.isEmpty() ? null : user.attribute(Operators.text(values.get(0)));
        return found == null && values.size() > 1 ? values.get(1) : found;
    }

    private String cat(List<Object> values) throws Wrong {
        StringBuilder text = new StringBuilder();
        for (Object value : values) {
            text.append(value == null ? buckets.nothing() : Operators.text(value));
        }
        return text.toString();
    }

    /** Nothing but the key is known of a user, so an attribute that is a list is not there. */
    private static Object ofItems(String operator, List<Object> list) throws Wrong {
        if (list.get(0) instanceof List<?> items && !items.isEmpty()) {
            throw new Wrong("the items of a list are not looked at here");
        }
        return switch (operator) {
            case "some", "all" -> false;
            case "none" -> true;
            case "reduce" -> null;
            default -> List.of();
        };
    }

    private static List<Object> missing(List<Object> names, User user) {
        List<Object> missing = new ArrayList<>();
        for (Object name : names) {
            if (user.attribute(Operators.text(name)) == null) {
                missing.add(name);
            }
        }
        return missing;
    }

    private Object choice(List<?> arguments, User user, int depth) throws Wrong {
        int i = 0;
        for (; i + 1 < arguments.size(); i += 2) {
            if (Operators.isTrue(evaluate(arguments.get(i), user, depth + 1))) {
                return evaluate(arguments.get(i + 1), user, depth + 1);
            }
        }
        return i < arguments.size() ? evaluate(arguments.get(i), user, depth + 1) : null;
    }

    private Object firstThatIs(boolean truth, List<?> arguments, User user, int depth) throws Wrong {
        Object value = null;
        for (Object argument : arguments) {
            value = evaluate(argument, user, depth + 1);
            if (Operators.isTrue(value) == truth) {
                return value;
            }
        }
        return value;
    }

    private Object fractional(List<?> arguments, User user, int depth) throws Wrong {
        boolean named = !arguments.isEmpty() && !(arguments.get(0) instanceof List<?>);
        List<Object> entries = all(named ? arguments.subList(1, arguments.size()) : arguments, user, depth);
        Object bucketing = named ? evaluate(arguments.get(0), user.toldApart(), depth + 1) : null;
        if (bucketing instanceof String text) {
            return buckets.choose(text, entries);
        }
        if (named || user.key().isEmpty()) {
            return null;
        }
        return buckets.choose(user.flag() + user.key().get(), entries);
    }
}
