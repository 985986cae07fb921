"""``slipway init`` and ``slipway new``: a project, and apps, queues, tables, topics and stacks that are added to it."""
