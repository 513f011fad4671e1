-- Health of a FeatureRollout. Its conditions are those of kstatus: Reconciling while it
-- runs or holds, Stalled when a person is needed, Ready when it is complete.
if obj.metadata.deletionTimestamp ~= nil then
  local message = "Pending deletion"
  if obj.metadata.finalizers ~= nil and #obj.metadata.finalizers > 0 then
    message = "Pending deletion; blocked by finalizers: " .. table.concat(obj.metadata.finalizers, ", ")
  end
  return {status = "Progressing", message = message}
end

local status = obj.status
if status == nil or status.conditions == nil or status.observedGeneration ~= obj.metadata.generation then
  return {status = "Progressing", message = "Not seen by the operator yet"}
end

local ready = nil
local stalled = false
for _, condition in ipairs(status.conditions) do
  if condition.type == "Ready" then
    ready = condition
  elseif condition.type == "Stalled" and condition.status == "True" then
    stalled = true
  end
end

if ready == nil then
  return {status = "Progressing", message = "Not seen by the operator yet"}
end
if stalled then
  return {status = "Degraded", message = ready.message}
end
if ready.status == "True" then
  return {status = "Healthy", message = ready.message}
end
if ready.reason == "Suspended" or ready.reason == "AwaitingApproval" then
  return {status = "Suspended", message = ready.message}
end
return {status = "Progressing", message = ready.message}
