package dev.featurerollout.apply.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.featurerollout.model.FlagFormatName;
import dev.featurerollout.model.FlagTarget;
import dev.featurerollout.model.Percentage;
import dev.featurerollout.share.MadeUpUsers;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureManagementNodeIT extends FeatureManagementAudienceContract {
    private static final int USERS = 20_000;

    @Override
    String name() {
        return "`@microsoft/feature-management`, JavaScript";
    }

    @Override
    Evaluator evaluator() {
        return new FeatureManagementNodeEvaluator("", "");
    }

    @Test
    void aGroupAndAVariantLoseNobodyEitherAndHaveTheirShare() throws Exception {
        String group = audience(", 'Groups': [{'Name': 'Beta', 'RolloutPercentage': 5}]")
                .replace("DefaultRolloutPercentage\": 5", "DefaultRolloutPercentage\": 0");
        String variant =
                flag(("'enabled': true, 'variants': [{'name': 'Big'}, {'name': 'Small'}], 'allocation': {'percentile':"
                    + " [{'variant': 'Big', 'from': 0, 'to': 5}, {'variant': 'Small', 'from': 5, 'to': 100}],"
                    + " 'default_when_enabled': 'Small'}")
                        .replace('\'', '"'));

        assertRaisable(group, "Beta", new FeatureManagementNodeEvaluator("", "Beta"));
        assertRaisable(variant, "Big", new FeatureManagementNodeEvaluator("Big", ""));
    }

    private static void assertRaisable(String document, String variation, Evaluator evaluator) throws Exception {
        FlagTarget target = Flags.of(FlagFormatName.FeatureManagement, "appsettings.json", Optional.of(variation));
        FlagFormat format = Formats.of(target.format());
        BitSet before = new BitSet();
        for (int percentage : List.of(0, 5, 25, 100)) {
            String written = format.write(document, target, Percentage.of(percentage));
            BitSet on = evaluator.on(written, USERS);

            assertThat(new MadeUpUsers(USERS)
                            .on(format.evaluations(written, target).get(0).everybody()))
                    .isEqualTo(on);
            double share = percentage / 100.0;
            assertThat(Math.abs(on.cardinality() - USERS * share))
                    .isLessThanOrEqualTo(4 * Math.sqrt(USERS * share * (1 - share)));
            before.andNot(on);
            assertThat(before.isEmpty()).as("nobody lost at %s %%", percentage).isTrue();
            before = on;
        }
        String everybody = format.collapse(document, target);
        assertThat(evaluator.on(everybody, USERS).cardinality()).isEqualTo(USERS);
        assertThat(evaluator.onForAnonymous(everybody)).isEqualTo(variation.equals("Big"));
    }
}
