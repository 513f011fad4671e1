package dev.featurerollout.plan;

import dev.featurerollout.api.v1alpha1.CriteriaTemplateSpec;

/** The criteria templates that rollouts may refer to. */
public interface Templates {
    /** No templates at all. */
    Templates NONE = id -> new Unknown("there is none of that name: create it, or correct the name");

    /** What is known of a template. */
    sealed interface Found {}

    /** It is there. */
    record Known(CriteriaTemplateSpec spec) implements Found {}

    /**
     * It is not, or cannot be read.
     *
     * @param why what is wrong and how to mend it
     */
    record Unknown(String why) implements Found {}

    /** Returns the template as it is now. */
    Found find(TemplateId id);
}
