"""The pipelines of every account and region, and the engine that runs them."""

import functools
from collections import defaultdict

from slipway_emulator.iam import caller
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.codepipeline import ministack_host
from slipway_emulator.services.codepipeline.engine import Engine
from slipway_emulator.services.codepipeline.model import Pipeline

# By account and region, then by name.
PIPELINES: dict[tuple[str, str], dict[str, Pipeline]] = defaultdict(dict)


@functools.cache
def engine() -> Engine:
    """Return the engine of this process."""
    return Engine(ministack_host.create())


def pipelines_of_caller() -> dict[str, Pipeline]:
    """Return the pipelines of the caller's account and region by name."""
    return PIPELINES[caller.account(), caller.region()]


def find(name: str) -> Pipeline:
    """Return a pipeline of the caller.

    Raises:
        ServiceError: ``PipelineNotFoundException``.
    """
    if pipeline := pipelines_of_caller().get(name):
        return pipeline
    message = f"Account {caller.account()} does not have a pipeline with name '{name}'"
    raise ServiceError("PipelineNotFoundException", message)
