package dev.featurerollout.apply.format;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import java.util.List;

class TogglzContractTest extends FlagFormatContract {
    private static final FlagTarget TARGET = Flags.named(FlagFormatName.Togglz, "features.properties", "NEW_CHECKOUT");

    private static final String RULE = """
        # 😀 features
        OLD_CHECKOUT = true
        NEW_CHECKOUT = true
        NEW_CHECKOUT.strategy = gradual
        NEW_CHECKOUT.param.percentage = 5
        NEW_CHECKOUT_2 = false
        """;

    @Override
    FlagTarget target() {
        return TARGET;
    }

    @Override
    List<Sample> samples() {
        return List.of(
                new Sample("plain", TARGET, RULE),
                new Sample("close", TARGET, RULE.replace(" = ", "=")),
                new Sample("colons", TARGET, RULE.replace(" = ", ": ")),
                new Sample("in another order, and other words", TARGET, """
                    NEW_CHECKOUT.param.percentage : \\
                        5
                    ! mine
                      NEW_CHECKOUT.strategy=GRADUAL
                    NEW_CHECKOUT Enabled\s
                    """));
    }

    @Override
    List<Sample> withoutRule() {
        return List.of(
                new Sample("off", TARGET, "# mine\nA = true\nNEW_CHECKOUT = false\nB = false\n"),
                new Sample("off, a line alone", TARGET, "NEW_CHECKOUT=no\n"),
                new Sample("indented", TARGET, "A = 1\n  NEW_CHECKOUT: off \n"),
                new Sample(
                        "beside one that has the same rule",
                        TARGET,
                        "A_NEW_CHECKOUT = true\n"
                                + "A_NEW_CHECKOUT.strategy = gradual\n"
                                + "A_NEW_CHECKOUT.param.percentage = 0\n"
                                + "NEW_CHECKOUT = false\n"));
    }

    @Override
    List<Refused> refused() {
        return List.of(
                new Refused(TARGET, RULE.replace("NEW_CHECKOUT = true", "NEW_CHECKOUT = on"), "nobody gets it"),
                new Refused(TARGET, RULE.replace("= 5", "= 2.5"), "takes decimals for an error"),
                new Refused(TARGET, RULE.replace("= 5", "= 5 "), "white space after"),
                new Refused(TARGET, RULE.replace("gradual", "gradual\t"), "white space after"),
                new Refused(TARGET, RULE.replace("= 5", "= 200"), "from 0 to 100"),
                new Refused(TARGET, RULE.replace("gradual", "username"), "knows no share of users"),
                new Refused(TARGET, "NEW_CHECKOUT = true\n", "has no strategy"),
                new Refused(TARGET, "NEW_CHECKOUT = true\nNEW_CHECKOUT.strategy = gradual\n", "has no percentage"),
                new Refused(TARGET, "new_checkout = true\n", "there is no property NEW_CHECKOUT"));
    }

    @Override
    Refused twice() {
        return new Refused(TARGET, RULE + "NEW_CHECKOUT = false\n", "");
    }

    @Override
    Sample large(int size) {
        StringBuilder many = new StringBuilder();
        for (int i = 0; many.length() < size - RULE.length() - 100; i++) {
            many.append("FEATURE_")
                    .append(i)
                    .append(" = true\nFEATURE_")
                    .append(i)
                    .append(".strategy = gradual\n");
        }
        return new Sample("large", TARGET, many + RULE);
    }

    @Override
    int decimals() {
        return 0;
    }
}
