package dev.featurerollout.promql;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the functions of PromQL take and give, those of Prometheus 3 included. */
final class Functions {
    /**
     * What a function takes and gives.
     *
     * @param takes the types of its arguments; the last may be repeated if {@code more}
     * @param least how many arguments there must be
     */
    record Signature(List<Type> takes, int least, boolean more, Type gives) {
        Type argument(int index) {
            return takes.get(Math.min(index, takes.size() - 1));
        }
    }

    /**
     * Names, then what they take: s a number, v series, m series over a range, t a text; ? the last may be left out, *
     * it may be repeated or left out.
     */
    private static final String TABLE = """
        v: abs absent ceil exp floor histogram_avg histogram_count histogram_sum histogram_stddev histogram_stdvar
        v: ln log2 log10 sgn sort sort_desc sqrt timestamp
        v: acos acosh asin asinh atan atanh cos cosh deg rad sin sinh tan tanh
        m: absent_over_time avg_over_time changes count_over_time delta deriv first_over_time idelta increase irate
        m: last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time
        m: stdvar_over_time sum_over_time ts_of_first_over_time ts_of_last_over_time ts_of_max_over_time
        m: ts_of_min_over_time
        v?: day_of_month day_of_week day_of_year days_in_month hour minute month year
        vs: clamp_max clamp_min
        vss: clamp
        vs?: round
        sv: histogram_quantile
        ssv: histogram_fraction
        sm: quantile_over_time
        ms: predict_linear
        mss: double_exponential_smoothing holt_winters
        vtttt: label_replace
        vttt*: label_join
        vt*: sort_by_label sort_by_label_desc
        vv?: info
        vtss*: histogram_quantiles
        s: vector
        """;

    private static final Map<String, Signature> BY_NAME = byName();

    private Functions() {}

    static Optional<Signature> named(String name) {
        return Optional.ofNullable(BY_NAME.get(name));
    }

    private static Map<String, Signature> byName() {
        Map<String, Signature> table = new HashMap<>();
        TABLE.lines().map(line -> line.split(": ")).forEach(line -> {
            for (String name : line[1].split(" ")) {
                table.put(name, signature(line[0]));
            }
        });
        Signature none = new Signature(List.of(), 0, false, Type.SCALAR);
        table.put("time", none);
        table.put("pi", none);
        table.put("scalar", new Signature(List.of(Type.VECTOR), 1, false, Type.SCALAR));
        return Map.copyOf(table);
    }

    private static Signature signature(String takes) {
        boolean more = takes.endsWith("*");
        boolean optional = more || takes.endsWith("?");
        List<Type> types = takes.replaceAll("[?*]", "")
                .chars()
                .mapToObj(letter -> Type.of((char) letter))
                .toList();
        return new Signature(types, types.size() - (optional ? 1 : 0), more, Type.VECTOR);
    }
}
