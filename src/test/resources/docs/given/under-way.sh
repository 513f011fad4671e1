# Another rollout that is under way, and a template with the name of the complete one.
sed 's/name: new-checkout/name: new-search/' examples/first/rollout.yaml | kubectl -n shop apply -f -
kubectl -n shop apply -f - <<EOF
apiVersion: featurerollout.dev/v1alpha1
kind: CriteriaTemplate
metadata: {name: new-checkout}
spec:
  criteria:
  - {name: errors, query: vector(0), max: 0}
EOF
