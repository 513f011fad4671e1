package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagTarget;
import java.util.List;

class PlainContractTest extends FlagFormatContract {
    private static final FlagTarget JSON = Flags.plain("app.json", "/checkout/percentage");
    private static final FlagTarget YAML = Flags.plain("app.yaml", "/checkout/percentage");
    private static final FlagTarget PROPERTIES = Flags.plain("app.properties", "checkout.percentage");

    @Override
    FlagTarget target() {
        return JSON;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                new Sample("JSON", JSON, "{\"checkout\": {\"on\": true, \"percentage\": 5}, \"z\": [5]}\n"),
                new Sample("JSON, in quotes", JSON, "{\"checkout\": {\"percentage\": \"5\"}}\n"),
                new Sample("YAML", YAML, "# 😀\ncheckout:\n  percentage: 5 # of all\n  on: true\n"),
                new Sample("properties", PROPERTIES, "# 5 %\ncheckout.percentage = 5\ncheckout.on=true\n"));
    }

    /** The number is the flag: without it there is none. */
    @Override
    List<Sample> withoutRule() {
        return List.of();
    }

    @Override
    List<Refused> refused() {
        return List.of(
                new Refused(JSON, "{\"checkout\": {}}", "there is nothing at /checkout/percentage"),
                new Refused(JSON, "{\"checkout\": {\"percentage\": true}}", "no percentage"),
                new Refused(JSON, "{\"checkout\": {\"percentage\": 101}}", "not between 0 and 100"),
                new Refused(PROPERTIES, "checkout.percentage = five\n", "no percentage"));
    }

    @Override
    Refused twice() {
        return new Refused(JSON, "{\"checkout\": {\"percentage\": 5, \"percentage\": 6}}", "");
    }

    @Override
    Sample large(int size) {
        StringBuilder many = new StringBuilder("checkout:\n  percentage: 5\n");
        for (int i = 0; many.length() < size - 100; i++) {
            many.append("setting-").append(i).append(": {value: ").append(i).append("} # why\n");
        }
        return new Sample("large", YAML, many.toString());
    }

    @Override
    int decimals() {
        return 4;
    }
}
