local suspended = obj.spec.suspend == true
local held = obj.spec.holdAt ~= nil
local requested = obj.spec.rollback ~= nil and obj.spec.rollback.requested == true

local attempt = nil
if obj.status ~= nil then
  attempt = obj.status.attempt
end
local outcome = nil
if attempt ~= nil then
  outcome = attempt.outcome
end

local actions = {}
actions["suspend"] = {["disabled"] = suspended or outcome ~= nil, ["displayName"] = "Suspend"}
actions["resume"] = {["disabled"] = not suspended, ["displayName"] = "Resume"}
actions["release-hold"] = {["disabled"] = not held, ["displayName"] = "Go on past holdAt"}
actions["rollback"] = {
  ["disabled"] = requested or attempt == nil or outcome == "RolledBack",
  ["displayName"] = "Roll back now"
}
actions["withdraw-rollback"] = {
  ["disabled"] = not requested,
  ["displayName"] = "Withdraw the request to roll back"
}
return actions
