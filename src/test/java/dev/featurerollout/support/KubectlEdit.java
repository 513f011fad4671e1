package dev.featurerollout.support;

import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** What somebody changes by hand, under the name that {@code kubectl edit} is recorded by. */
public final class KubectlEdit {
    private static final PatchContext CONTEXT = new PatchContext.Builder()
            .withPatchType(PatchType.JSON)
            .withFieldManager("kubectl-edit")
            .build();

    private KubectlEdit() {}

    /** Replaces the value at {@code path}, a JSON Pointer, by {@code value}, JSON. */
    public static void replace(Resource<?> resource, String path, String value) {
        resource.patch(CONTEXT, "[{\"op\":\"replace\",\"path\":\"" + path + "\",\"value\":" + value + "}]");
    }
}
