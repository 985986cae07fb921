"""Waiting for file descriptors."""

import select
from collections.abc import Iterable


def readable(descriptors: Iterable[int], seconds: float) -> set[int]:
    """Wait until one can be read, for some seconds at the most, and return those that can.

    Unlike select(), poll() takes descriptors from 1024 on, which an emulator with many connections has.
    """
    poll = select.poll()
    for descriptor in descriptors:
        poll.register(descriptor, select.POLLIN)
    return {descriptor for descriptor, _ in poll.poll(seconds * 1000)}
