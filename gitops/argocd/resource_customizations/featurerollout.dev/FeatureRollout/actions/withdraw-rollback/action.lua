-- The flags stay down; a new spec.revision may start again.
obj.spec.rollback.requested = false
return obj
