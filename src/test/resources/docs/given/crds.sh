# The CRDs are there.
kubectl get crd featurerollouts.featurerollout.dev >/dev/null ||
  kubectl apply --server-side -f crds/
kubectl wait crd --all --for=condition=Established --timeout=60s
