# The rollout of examples/first, which is complete, in a cluster with an operator.
kubectl get crd featurerollouts.featurerollout.dev >/dev/null ||
  kubectl apply --server-side -f crds/
kubectl apply --server-side -f featureflags.yaml
kubectl wait crd --all --for=condition=Established --timeout=60s
kubectl apply --server-side --force-conflicts -f given/ -f examples/first/
kubectl -n shop label --overwrite featurerollout new-checkout team=checkout
# As the operator, from whom the chart's policy takes a status, if it is there.
kubectl --as=system:serviceaccount:featurerollout-system:featurerollout --as-group=system:masters \
  -n shop patch featurerollout new-checkout --subresource=status --type=merge --patch-file=status.yaml
