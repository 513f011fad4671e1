package dev.featurerollout.share;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** JsonLogic's operators that need nothing but the values of their arguments, with flagd's own among them. */
final class Operators {
    private static final int PARTS_OF_A_VERSION = 3;

    private Operators() {}

    /**
     * Applies an operator.
     *
     * @return empty if there is none of that name
     */
    static Optional<Result> apply(String operator, List<Object> values) {
        Object result = switch (operator) {
            case "==" -> equal(at(values, 0), at(values, 1));
            case "===" -> Objects.equals(at(values, 0), at(values, 1));
            case "!=" -> !equal(at(values, 0), at(values, 1));
            case "!==" -> !Objects.equals(at(values, 0), at(values, 1));
            case "!" -> !isTrue(at(values, 0));
            case "!!" -> isTrue(at(values, 0));
            case ">" -> inOrder(values, (a, b) -> a > b);
            case ">=" -> inOrder(values, (a, b) -> a >= b);
            case "<" -> inOrder(values, (a, b) -> a < b);
            case "<=" -> inOrder(values, (a, b) -> a <= b);
            case "max" -> numbers(values).max(Double::compare).orElse(null);
            case "min" -> numbers(values).min(Double::compare).orElse(null);
            case "+" -> numbers(values).reduce(0.0, Double::sum);
            case "*" -> numbers(values).reduce(1.0, (a, b) -> a * b);
            case "-" -> values.size() == 1 ? -number(values.get(0)) : number(at(values, 0)) - number(at(values, 1));
            case "/" -> number(at(values, 0)) / number(at(values, 1));
            case "%" -> number(at(values, 0)) % number(at(values, 1));
            case "substr" -> substr(values);
            case "in" -> in(at(values, 0), at(values, 1));
            case "merge" -> merge(values);
            case "starts_with" -> areTexts(values) && text(values.get(0)).startsWith(text(values.get(1)));
            case "ends_with" -> areTexts(values) && text(values.get(0)).endsWith(text(values.get(1)));
            case "sem_ver" -> semVer(values);
            case "log" -> at(values, 0);
            default -> Operators.class;
        };
        return result == Operators.class ? Optional.empty() : Optional.of(new Result(result));
    }

    /** What an operator gives, which may be null. */
    record Result(Object value) {}

    private static Object at(List<Object> values, int index) {
        return index < values.size() ? values.get(index) : null;
    }

    /** Returns whether JavaScript takes a value for true; but an empty list is not. */
    static boolean isTrue(Object value) {
        if (value instanceof Boolean truth) {
            return truth;
        }
        if (value instanceof Double number) {
            return number != 0 && !number.isNaN();
        }
        return value instanceof List<?> list ? !list.isEmpty() : value != null && !value.equals("");
    }

    private static boolean equal(Object one, Object other) {
        boolean alike = one == null || other == null || one.getClass() == other.getClass();
        return alike ? Objects.equals(one, other) : number(one) == number(other);
    }

    /** What is not there is neither above nor below anything. */
    private static boolean inOrder(List<Object> values, BiPredicate<Double, Double> order) {
        for (int i = 1; i < values.size(); i++) {
            if (values.get(i - 1) == null
                    || values.get(i) == null
                    || !order.test(number(values.get(i - 1)), number(values.get(i)))) {
                return false;
            }
        }
        return values.size() > 1;
    }

    private static Stream<Double> numbers(List<Object> values) {
        return values.stream().map(Operators::number);
    }

    /** Returns a value as a number, NaN if it is none. */
    private static double number(Object value) {
        if (value instanceof Double number) {
            return number;
        }
        if (value instanceof Boolean truth) {
            return truth ? 1 : 0;
        }
        try {
            return value == null ? 0 : Double.parseDouble(text(value));
        } catch (NumberFormatException notOne) {
            return Double.NaN;
        }
    }

    /** Returns a value as JavaScript writes it. */
    static String text(Object value) {
        if (value instanceof Double number && !number.isNaN() && !number.isInfinite()) {
            return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
        }
        return value instanceof List<?> list
                ? list.stream().map(Operators::text).collect(Collectors.joining(","))
                : value == null ? "" : value.toString();
    }

    private static String substr(List<Object> values) {
        String text = text(at(values, 0));
        int start = (int) number(at(values, 1));
        int from = Math.min(text.length(), start < 0 ? Math.max(0, text.length() + start) : start);
        if (values.size() < PARTS_OF_A_VERSION) {
            return text.substring(from);
        }
        int length = (int) number(values.get(2));
        int to = length < 0 ? text.length() + length : Math.min(text.length(), from + length);
        return to <= from ? "" : text.substring(from, to);
    }

    private static boolean in(Object what, Object where) {
        if (where instanceof List<?> list) {
            return list.contains(what);
        }
        return where instanceof String text && what != null && text.contains(text(what));
    }

    private static List<Object> merge(List<Object> values) {
        List<Object> merged = new ArrayList<>();
        for (Object value : values) {
            if (value instanceof List<?> list) {
                merged.addAll(list);
            } else {
                merged.add(value);
            }
        }
        return merged;
    }

    private static boolean areTexts(List<Object> values) {
        return values.size() == 2 && values.stream().allMatch(String.class::isInstance);
    }

    private static Object semVer(List<Object> values) {
        if (values.size() != PARTS_OF_A_VERSION || !values.stream().allMatch(String.class::isInstance)) {
            return null;
        }
        Optional<int[]> one = version(text(values.get(0)));
        Optional<int[]> other = version(text(values.get(2)));
        if (one.isEmpty() || other.isEmpty()) {
            return null;
        }
        int[] a = one.get();
        int[] b = other.get();
        int order = Arrays.compare(a, b);
        return switch (text(values.get(1))) {
            case "=" -> order == 0;
            case "!=" -> order != 0;
            case "<" -> order < 0;
            case "<=" -> order <= 0;
            case ">" -> order > 0;
            case ">=" -> order >= 0;
            case "^" -> a[0] == b[0];
            case "~" -> a[0] == b[0] && a[1] == b[1];
            default -> null;
        };
    }

    /** Returns the three numbers of a version; what follows them does not count. */
    private static Optional<int[]> version(String text) {
        String numbers = text.replaceFirst("^[vV]", "").replaceFirst("[-+].*", "");
        if (!numbers.matches("[0-9]{1,9}(\\.[0-9]{1,9}){0,2}")) {
            return Optional.empty();
        }
        int[] parts = new int[PARTS_OF_A_VERSION];
        String[] written = numbers.split("\\.");
        for (int i = 0; i < written.length; i++) {
            parts[i] = Integer.parseInt(written[i]);
        }
        return Optional.of(parts);
    }
}
