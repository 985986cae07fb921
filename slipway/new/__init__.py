"""``slipway init`` and ``slipway new``: a project, and apps, queues, tables, APIs, stacks … that are added to it."""
