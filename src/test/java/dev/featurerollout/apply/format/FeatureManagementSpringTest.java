package dev.featurerollout.apply.format;

import com.azure.spring.cloud.feature.management.filters.TargetingFilter;
import com.azure.spring.cloud.feature.management.models.FeatureFilterEvaluationContext;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/** Spring's targeting filter, without Spring around it: which of a flag's filters there are, is read here. */
class FeatureManagementSpringTest extends FeatureManagementAudienceContract {

    @Override
    Evaluator evaluator() {
        return new Evaluator() {
            private final AtomicReference<String> user = new AtomicReference<>();
            private final TargetingFilter filter = new TargetingFilter(context -> {
                context.setUserId(user.get());
                context.setGroups(List.of());
            });

            @Override
            public BitSet on(String document, int users) throws Exception {
                JsonNode flag = flag(document);
                BitSet on = new BitSet();
                for (int i = 0; i < users; i++) {
                    user.set("user-" + i);
                    on.set(i, isOn(flag));
                }
                return on;
            }

            /** Spring has no default in the code. */
            @Override
            public boolean onForAnonymous(String document) throws Exception {
                user.set(null);
                return isOn(flag(document));
            }

            private static JsonNode flag(String document) throws Exception {
                return new ObjectMapper().readTree(document).at("/feature_management/feature_flags/0");
            }

            private boolean isOn(JsonNode flag) {
                JsonNode filters = flag.at("/conditions/client_filters");
                if (!flag.path("enabled").asBoolean() || filters.isEmpty()) {
                    return flag.path("enabled").asBoolean();
                }
                Map<String, Object> parameters =
                        new ObjectMapper().convertValue(filters.path(0).path("parameters"), new TypeReference<>() {});
                return filter.evaluate(new FeatureFilterEvaluationContext()
                        .setFeatureName("new-checkout")
                        .setParameters(parameters));
            }
        };
    }
}
