obj.spec.holdAt = nil
return obj
