"""The plans of the stacks in iac/ that several files need: each is made once in a run."""

import functools
import importlib
from dataclasses import replace
from pathlib import Path

import pytest
import stack_modules
from environment_files import settings
from repository import ROOT

from slipway.config.placeholders import render
from slipway.config.project import load_project
from slipway.config.stack import RESERVED_OUTPUTS, Stack
from slipway.harness.plan import Plan

# What the pipeline of iac/delivery can have, and has not on the local AWS.
_OF_DELIVERY = {
    "api_id": "a1b2c3d4e5",
    "site": {
        "movies_api_urls": {stage: f"https://{stage}.execute-api.example.com/live" for stage in ("test", "prod")},
        "metadata_bucket": "dev-metadata-1",
    },
}


def _stack(stack: Stack) -> Stack:
    return replace(stack, variables=stack.variables | _OF_DELIVERY) if stack.name == "delivery" else stack


STACKS = {
    stack.directory: _stack(stack)
    for stack in load_project(ROOT).stacks
    if (ROOT / stack.directory).is_dir() and not stack.local_only
}
ENVIRONMENTS = sorted({file.stem for name in STACKS for file in (ROOT / name / "environments").glob("*.tfvars")})
BOUNDARY = "arn:aws:iam::123456789012:policy/slipway-boundary-dev"
TRACES = {"sample_rate": 0.25, "otlp_endpoint": "http://collector.example.com:4318"}
# In a plan, what a stack gets from another one is always a URL, or the ARN of a role.
OUTPUTS = {
    **dict.fromkeys([key for stack in STACKS.values() for key in stack.outputs], "https://api.example.com/live"),
    **{f"delivery_{job}_role": f"arn:aws:iam::123456789012:role/slipway-build-{job}-dev" for job in ("apply", "plan")},
    **dict.fromkeys(RESERVED_OUTPUTS, "https://hooks.example.com/secret"),
    "git_branch": "main",
}


@pytest.fixture(scope="session")
def variables():
    """``variables("iac/movies")`` are the stack's variables in slipway.toml."""
    return lambda directory: render(STACKS[directory].variables, OUTPUTS)


@pytest.fixture(scope="session")
def stack_plan(tf_session, once_per_run, variables):
    """``stack_plan("iac/movies")`` is the plan of the stack, with its provider and the variables in slipway.toml."""

    def make(directory):
        return dict(tf_session(directory, **variables(directory)).plan())

    return functools.cache(lambda name: Plan(once_per_run(f"plan of {name}", lambda: make(name))))


@pytest.fixture(scope="session")
def stack_module(tmp_path_factory):
    """``stack_module("iac/movies")`` is a copy of the stack for ``tf.plans`` and ``tf.refusals``."""
    folder = tmp_path_factory.mktemp("stacks")
    return functools.cache(lambda directory: stack_modules.stack_module(directory, folder / Path(directory).name))


@pytest.fixture(scope="session")
def stack_plans(tf_session, once_per_run, stack_module, variables):
    """``stack_plans("iac/movies")`` are the plans of a stack's scenarios, without its provider.

    They are those that each stack has, and the ``SCENARIOS`` in its test file: one more takes little of the time.
    """

    def make(directory):
        has_protection = 'variable "deletion_protection"' in (ROOT / directory / "variables.tf").read_text()
        tests = importlib.import_module(f".test_{Path(directory).name.replace('-', '_')}", __package__)
        scenarios = {
            "longest_environment": {
                "environment": "an-environment-of-20",
                "permissions_boundary": BOUNDARY,
                "role_path": "/slipway/dev/",
                **({"deletion_protection": False} if has_protection else {}),
                **({"traces": TRACES} if (ROOT / directory / "functions.tf").exists() else {}),
            },
            **{name: settings(ROOT / directory / "environments" / f"{name}.tfvars") for name in ENVIRONMENTS},
            **getattr(tests, "SCENARIOS", {}),
        }
        required = variables(directory)
        scenarios = {name: {**required, **each} for name, each in scenarios.items()}
        return {name: dict(plan) for name, plan in tf_session.plans(stack_module(directory), scenarios).items()}

    def read(directory):
        plans = once_per_run(f"plans of the scenarios of {directory}", lambda: make(directory))
        return {name: Plan(plan) for name, plan in plans.items()}

    return functools.cache(read)
