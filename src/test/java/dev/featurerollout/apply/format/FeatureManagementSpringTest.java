package dev.featurerollout.apply.format;

import com.azure.spring.cloud.feature.management.filters.TargetingFilter;
import com.azure.spring.cloud.feature.management.models.FeatureFilterEvaluationContext;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;

/** Spring's targeting filter, without Spring around it: which of a flag's filters there are, is read here. */
@Tag("slow")
class FeatureManagementSpringTest extends FeatureManagementAudienceContract {

    @Override
    String name() {
        return "Spring's `TargetingFilter`";
    }

    @Override
    int generation() {
        return 1;
    }

    @Override
    Evaluator evaluator() {
        return new Evaluator() {
            private final AtomicReference<String> user = new AtomicReference<>();
            private final AtomicReference<List<String>> groups = new AtomicReference<>(List.of());
            private final TargetingFilter filter = new TargetingFilter(context -> {
                context.setUserId(user.get());
                context.setGroups(groups.get());
            });

            @Override
            public BitSet on(String document, int users) throws Exception {
                Predicate<String> isOn = flag(document);
                BitSet on = new BitSet();
                for (int i = 0; i < users; i++) {
                    groups.set(List.of(Evaluator.organisation(i)));
                    on.set(i, isOn.test("user-" + i));
                }
                return on;
            }

            /** Spring has no default in the code. */
            @Override
            public boolean onForAnonymous(String document) throws Exception {
                groups.set(List.of());
                return flag(document).test(null);
            }

            private Predicate<String> flag(String document) throws Exception {
                ObjectMapper mapper = new ObjectMapper();
                JsonNode flag = mapper.readTree(document).at("/feature_management/feature_flags/0");
                JsonNode filters = flag.at("/conditions/client_filters");
                if (!flag.path("enabled").asBoolean() || filters.isEmpty()) {
                    return name -> flag.path("enabled").asBoolean();
                }
                Map<String, Object> parameters =
                        mapper.convertValue(filters.path(0).path("parameters"), new TypeReference<>() {});
                return name -> {
                    user.set(name);
                    return filter.evaluate(new FeatureFilterEvaluationContext()
                            .setFeatureName("new-checkout")
                            // A copy: the filter puts lists in place of what Spring's binding makes of them.
                            .setParameters(new HashMap<>(parameters)));
                };
            }
        };
    }
}
