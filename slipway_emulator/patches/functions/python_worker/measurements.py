"""What was measured of the latest invocation in the current context."""

from contextvars import ContextVar

# The memory of the process that has handled it, in MB.
used_memory: ContextVar[int | None] = ContextVar("used_memory", default=None)
# How long the process took to start for it, in milliseconds; None if it ran already.
init_duration: ContextVar[float | None] = ContextVar("init_duration", default=None)
