{{/* The chart's name, as far as a label can hold it. */}}
{{- define "featurerollout.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{/* The name of the objects, as far as a Service can have it. */}}
{{- define "featurerollout.fullname" -}}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- $name := include "featurerollout.name" . }}
{{- if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}
{{- end }}

{{- define "featurerollout.selectorLabels" -}}
app.kubernetes.io/name: {{ include "featurerollout.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{/* Labels of one object: (list $ labels). Nobody's labels replace those that selectors go by. */}}
{{- define "featurerollout.labelsWith" -}}
{{- $root := index . 0 }}
{{- $selector := include "featurerollout.selectorLabels" $root | fromYaml }}
{{- $own := dict
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name $root.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/version" $root.Chart.AppVersion
  "app.kubernetes.io/part-of" "featurerollout"
  "app.kubernetes.io/managed-by" $root.Release.Service }}
{{- merge (dict) $selector (index . 1) $root.Values.commonLabels $own | toYaml }}
{{- end }}

{{- define "featurerollout.labels" -}}
{{- include "featurerollout.labelsWith" (list . dict) }}
{{- end }}

{{- define "featurerollout.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "featurerollout.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- default "default" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "featurerollout.image" -}}
{{- if .Values.image.digest }}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- define "featurerollout.leaseNamespace" -}}
{{- default .Release.Namespace .Values.leaderElection.namespace }}
{{- end }}

{{/* The namespaces the operator works in, as JSON; empty for all of them. */}}
{{- define "featurerollout.namespaces" -}}
{{- if eq .Values.rbac.scope "Namespaced" }}
{{- .Values.watchNamespaces | default (list .Release.Namespace) | uniq | toJson }}
{{- else }}
{{- list | toJson }}
{{- end }}
{{- end }}

{{/* What the operator does to the objects of a namespace that it works in, and nothing more. */}}
{{- define "featurerollout.rules" -}}
# update, patch: the finalizer of a FeatureRollout with onDelete: Restore
- apiGroups: [featurerollout.dev]
  resources: [featurerollouts]
  verbs: [get, list, watch, update, patch]
- apiGroups: [featurerollout.dev]
  resources: [featurerollouts/status]
  verbs: [get, update, patch]
- apiGroups: [featurerollout.dev]
  resources: [criteriatemplates]
  verbs: [get, list, watch]
# never delete; list and watch are asked with the label featurerollout.dev/flags (true, or base)
- apiGroups: [""]
  resources: [configmaps]
  verbs: [get, list, watch, patch]
{{- if .Values.rbac.createConfigMaps }}
# those that are generated (flags[].from)
- apiGroups: [""]
  resources: [configmaps]
  verbs: [create]
{{- end }}
- apiGroups: [""]
  resources: [events]
  verbs: [create, patch]
{{- if .Values.openFeature.enabled }}
# never create or delete; list and watch are asked with the label featurerollout.dev/flags=true
- apiGroups: [core.openfeature.dev]
  resources: [featureflags]
  verbs: [get, list, watch, patch]
{{- end }}
{{- if or .Values.rbac.readPods .Values.rbac.nudgePods }}
# list: to find pods that would never see a change of a flag; patch: propagation.nudgePods
- apiGroups: [""]
  resources: [pods]
  verbs: {{ if .Values.rbac.nudgePods }}[list, patch]{{ else }}[list]{{ end }}
{{- end }}
{{- with .Values.rbac.extraRules }}
{{ toYaml . }}
{{- end }}
{{- end }}

{{/* Mistakes that the schema cannot see, each with the way out. */}}
{{- define "featurerollout.validate" -}}
{{- if not .Values.prometheus.url }}
{{- fail "\n\nprometheus.url is required: the operator asks Prometheus whether a stage may go on.\nFor example: --set prometheus.url=http://prometheus-operated.monitoring:9090\n" }}
{{- end }}
{{- if and (gt (int .Values.replicaCount) 1) (not .Values.leaderElection.enabled) }}
{{- fail "\n\nreplicaCount > 1 needs leaderElection.enabled=true: without it every replica would work on every rollout.\n" }}
{{- end }}
{{- if and (eq .Values.rbac.scope "Cluster") .Values.watchNamespaces }}
{{- fail "\n\nwatchNamespaces needs rbac.scope=Namespaced: with Cluster the operator works in, and has rights in, all namespaces.\n" }}
{{- end }}
{{- $auth := .Values.prometheus.auth }}
{{- if $auth.existingSecret }}
{{- $keys := $auth.keys }}
{{- if not $keys }}
{{- fail "\n\nprometheus.auth.keys is empty: name the keys of prometheus.auth.existingSecret that are to be used, for example [token].\n" }}
{{- end }}
{{- if ne (has "username" $keys) (has "password" $keys) }}
{{- fail "\n\nprometheus.auth.keys: username and password go together.\n" }}
{{- end }}
{{- if and (has "token" $keys) (has "username" $keys) }}
{{- fail "\n\nprometheus.auth.keys: either token, or username and password.\n" }}
{{- end }}
{{- if ne (has "tls.crt" $keys) (has "tls.key" $keys) }}
{{- fail "\n\nprometheus.auth.keys: tls.crt and tls.key go together.\n" }}
{{- end }}
{{- end }}
{{- end }}

{{/* The binding of an admission policy: (dict "root" $ "name" its name "policy" its values). */}}
{{- define "featurerollout.policyBinding" -}}
{{- $name := printf "%s-%s" (include "featurerollout.fullname" .root) .name }}
{{- $selector := deepCopy (default dict .policy.namespaceSelector) }}
{{- with include "featurerollout.namespaces" .root | fromJsonArray }}
{{- $watched := dict "key" "kubernetes.io/metadata.name" "operator" "In" "values" . }}
{{- $_ := set $selector "matchExpressions" (append (default list $selector.matchExpressions) $watched) }}
{{- end -}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata:
  name: {{ $name }}
  labels:
    {{- include "featurerollout.labels" .root | nindent 4 }}
spec:
  policyName: {{ $name }}
  validationActions: {{ default (list "Deny") .policy.actions | toJson }}
  {{- with $selector }}
  matchResources:
    namespaceSelector:
      {{- toYaml . | nindent 6 }}
  {{- end }}
{{- end }}
