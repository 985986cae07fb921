"""Whether every validation of a module's variables refuses an input, with its own message."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repository import ROOT
from text_cases import fraction_cases, text_cases

from slipway.harness.stacks import Stacks

MODULES = ROOT / "modules"

# The modules that a module calls, and passes texts on to.
_CALLED = {
    "api-alarms": ("metric-alarms",),
    "codepipeline": ("bucket",),
    "deployments-pipeline": ("bucket", "codebuild", "codepipeline"),
    "fan-out": ("dead-letter-queue", "metric-alarms"),
    "function-alarms": ("metric-alarms",),
    "image-builder": ("codebuild",),
    "multisource-pipeline": ("bucket", "codebuild", "codepipeline"),
    "queue": ("dead-letter-queue", "metric-alarms"),
    "http-api": ("api-alarms", "api-domain-name", "authorizer", "metric-alarms"),
    "lambda": ("function-alarms", "metric-alarms"),
    "rest-api": ("api-alarms", "api-domain-name", "metric-alarms", "rest-api-method"),
    "schedule": ("dead-letter-queue",),
    "state-machine": ("metric-alarms",),
}

_VARIABLE = re.compile(r'^variable "(\w+)" \{\n(.*?)^\}', re.MULTILINE | re.DOTALL)
_MESSAGE = re.compile(r'^ +error_message = (?:"([^\n]*)"$|<<-EOT\n(.*?)\n +EOT$)', re.MULTILINE | re.DOTALL)


def messages_by_variable(module: Path) -> dict[str, set[str]]:
    """Return the error messages of the validations of each variable."""
    text = "\n".join(path.read_text() for path in module.glob("*.tf"))
    return {
        name: {" ".join((line or heredoc).replace('\\"', '"').split()) for line, heredoc in _MESSAGE.findall(body)}
        for name, body in _VARIABLE.findall(text)
    }


def assert_each_refuses(
    tf: Stacks, module: str, valid: Mapping[str, Any], cases: Mapping[str, Mapping[str, Any]]
) -> None:
    """Assert that each case is refused by a validation of its variable, and each validation refuses a case.

    The cases of `text_cases` are added, each text of each variable being empty or too long, and those of
    `fraction_cases`. A module may leave the refusal of these to a module that it calls.

    Args:
        tf: the fixture, of any scope.
        module: the name of its folder.
        valid: variables that the module accepts.
        cases: the variables that are different, by a name that begins with that of the refusing variable.
    """
    folder = MODULES / module
    messages = messages_by_variable(folder)
    called = [messages_by_variable(MODULES / name) for name in _CALLED.get(module, ())]
    inner = {message for each in called for found in each.values() for message in found}
    generated = text_cases(module) | fraction_cases(module)
    scenarios = {name: {**valid, **case} for name, case in cases.items()} | generated
    refusing = set()
    for case, errors in tf.refusals(folder, scenarios).items():
        variable = max((name for name in messages if case.startswith(name)), key=len)
        found = {message for message in messages[variable] if message in errors}
        passed_on = case in generated and any(message in errors for message in inner)
        assert found or passed_on, f"{case} is refused, but not by a validation of {variable}: {errors}"
        refusing |= found
    assert set().union(*messages.values()) - refusing == set()


def assert_refused(
    tf: Stacks, module: str | Path, valid: Mapping[str, Any], cases: Mapping[str, tuple[Mapping[str, Any], str]]
) -> None:
    """Assert that each case is refused with its message.

    Args:
        tf: the fixture, of any scope.
        module: the module's folder.
        valid: variables that the module accepts.
        cases: what is different from them, and a part of the message, by the case's name.
    """
    refusals = tf.refusals(module, {name: {**valid, **variables} for name, (variables, _) in cases.items()})
    assert {name: refusals[name] for name, (_, message) in cases.items() if message not in refusals[name]} == {}
