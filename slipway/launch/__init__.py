"""``slipway pipeline up`` and ``down``: a stack with a pipeline and the stacks that it needs, launched and removed."""
