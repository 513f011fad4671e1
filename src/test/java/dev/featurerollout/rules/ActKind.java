package dev.featurerollout.rules;

import dev.featurerollout.api.v1alpha1.CriterionSpec;
import dev.featurerollout.api.v1alpha1.FeatureRolloutSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/** What can befall a rollout; the number says which or how much. */
enum ActKind {
    // People edit the rollout.
    SUSPEND(edit((spec, n) -> Edits.suspend(spec, true))),
    RESUME(edit((spec, n) -> Edits.suspend(spec, false))),
    REQUEST_ROLLBACK(edit((spec, n) -> Edits.request(spec, true))),
    WITHDRAW_REQUEST(edit((spec, n) -> Edits.request(spec, false))),
    NEW_REVISION((stage, n) -> stage.edit(Edits.revision(stage.spec(), stage.newRevision()))),
    AUTOMATIC_OFF(edit((spec, n) -> Edits.automatic(spec, false))),
    AUTOMATIC_ON(edit((spec, n) -> Edits.automatic(spec, true))),
    HOLD_AT(editStages((spec, n) ->
            Edits.holdAt(spec, spec.stages().get(n % spec.stages().size()).name()))),
    HOLD_NOWHERE(editStages((spec, n) -> Edits.holdAt(spec, null))),
    BAKE_TIMES(editStages((spec, n) -> Edits.bakeTimes(spec, n * 3))),
    RENAME_STAGE(editStages((spec, n) -> Edits.rename(spec, n % spec.stages().size()))),
    INSERT_STAGE(editStages((spec, n) -> spec.stages().size() < 2
            ? spec
            : Edits.insert(spec, 1 + n % (spec.stages().size() - 1)))),
    REMOVE_STAGE(editStages((spec, n) -> spec.stages().size() < 2
            ? spec
            : Edits.remove(spec, 1 + n % (spec.stages().size() - 1)))),
    LOOSEN_CRITERION(edit((spec, n) -> criterion(spec, n, "0.1", 1))),
    TIGHTEN_CRITERION(edit((spec, n) -> criterion(spec, n, "0.006", 1))),
    FAILURE_LIMIT(edit((spec, n) -> criterion(spec, n, null, 1 + n % 4))),
    REMOVE_CRITERION(edit(ActKind::removeCriterion)),
    RENAME_FLAGS((stage, n) -> stage.renameFlags()),
    INVALID_EDIT((stage, n) -> stage.breakSpec()),
    MEND_EDIT((stage, n) -> stage.mendSpec()),
    // People and tools change the ConfigMaps.
    SET_FLAG((stage, n) -> stage.setFlag(n / 8, new int[] {0, 1, 5, 10, 25, 50, 99, 100}[n % 8])),
    PUT_FLAG_BACK((stage, n) -> stage.putFlagBack(n)),
    EDIT_OTHER_PARTS((stage, n) -> stage.editOtherParts(n)),
    DELETE_CONFIG_MAP((stage, n) -> stage.deleteConfigMap(n)),
    RECREATE_CONFIG_MAP((stage, n) -> stage.recreateConfigMap(n)),
    BREAK_DOCUMENT((stage, n) -> stage.breakDocument(n)),
    MEND_DOCUMENT((stage, n) -> stage.mendDocument(n)),
    REMOVE_LABEL((stage, n) -> stage.label(n, "false")),
    ADD_LABEL((stage, n) -> stage.label(n, "true")),
    // The operator is killed, or others are quicker.
    KILLED((stage, n) -> stage.kill(n * 3000)),
    OTHER_OPERATOR_TAKES_OVER((stage, n) -> stage.takeOver()),
    DIES_BEFORE_PATCH(ActKind::fault),
    DIES_AFTER_PATCH(ActKind::fault),
    DIES_BEFORE_STATUS(ActKind::fault),
    DIES_AFTER_STATUS(ActKind::fault),
    PATCH_FAILS(ActKind::fault),
    PATCH_CONFLICTS(ActKind::fault),
    PATCH_IS_SLOW(ActKind::fault),
    STATUS_CONFLICTS(ActKind::fault),
    OTHER_OPERATOR_BEFORE_PATCH(ActKind::fault),
    OTHER_OPERATOR_BEFORE_STATUS(ActKind::fault);

    /** Deaths that need no time: what comes of a rollout must not depend on them. */
    static final List<ActKind> DEATHS =
            List.of(DIES_BEFORE_PATCH, DIES_AFTER_PATCH, DIES_BEFORE_STATUS, DIES_AFTER_STATUS);

    private final Doing doing;

    /** Does it. */
    private interface Doing {
        void by(ActKind kind, Theatre theatre, int number);
    }

    ActKind(BiConsumer<Theatre, Integer> doing) {
        this.doing = (kind, theatre, number) -> doing.accept(theatre, number);
    }

    ActKind(Doing doing) {
        this.doing = doing;
    }

    void perform(Theatre theatre, int number) {
        doing.by(this, theatre, number);
    }

    private static void fault(ActKind kind, Theatre theatre, int number) {
        theatre.faults().arm(kind);
    }

    private static BiConsumer<Theatre, Integer> edit(BiFunction<FeatureRolloutSpec, Integer, FeatureRolloutSpec> edit) {
        return (theatre, n) -> theatre.edit(edit.apply(theatre.spec(), n));
    }

    private static BiConsumer<Theatre, Integer> editStages(
            BiFunction<FeatureRolloutSpec, Integer, FeatureRolloutSpec> edit) {
        return (theatre, n) -> {
            boolean editable = theatre.spec().stages() != null && !theatre.isBroken();
            theatre.edit(editable ? edit.apply(theatre.spec(), n) : theatre.spec());
        };
    }

    private static FeatureRolloutSpec criterion(FeatureRolloutSpec spec, int n, String max, int failureLimit) {
        List<CriterionSpec> criteria = new ArrayList<>(spec.successCriteria());
        if (criteria.isEmpty()) {
            return spec;
        }
        int index = n % criteria.size();
        CriterionSpec was = criteria.get(index);
        criteria.set(index, Edits.max(was, max == null ? was.max() : max, failureLimit));
        return Edits.criteria(spec, criteria);
    }

    private static FeatureRolloutSpec removeCriterion(FeatureRolloutSpec spec, int n) {
        List<CriterionSpec> criteria = new ArrayList<>(spec.successCriteria());
        if (criteria.size() > 1) {
            criteria.remove(n % criteria.size());
        }
        return Edits.criteria(spec, criteria);
    }
}
