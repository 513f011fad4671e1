if obj.spec.rollback == nil then
  obj.spec.rollback = {}
end
obj.spec.rollback.requested = true
return obj
