"""How much load a system carries, and what it costs."""
