# The rollout of examples/first, which is complete, in a cluster with an operator.
kubectl get crd featurerollouts.featurerollout.dev >/dev/null ||
  kubectl apply --server-side -f crds/
kubectl apply --server-side -f featureflags.yaml
kubectl wait crd --all --for=condition=Established --timeout=60s
kubectl apply --server-side --force-conflicts -f given/ -f examples/first/
kubectl -n shop label --overwrite featurerollout new-checkout team=checkout
kubectl -n shop patch featurerollout new-checkout --subresource=status --type=merge --patch-file=status.yaml
