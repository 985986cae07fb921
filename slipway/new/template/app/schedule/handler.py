"""Runs on a schedule: %{source}."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

_logger = logging.getLogger(__name__)


def handler(event: Mapping[str, Any], _context: object) -> None:
    """Do the work of a run, which can be late, and can come more than once: take the period from its time."""
    time = datetime.fromisoformat(event["time"])
    _logger.info("the run of %s", time.isoformat())
