"""Whether every validation of a module's variables refuses an input, with its own message."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from repository import ROOT

from slipway.harness.stacks import Stacks

MODULES = ROOT / "modules"

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

    Args:
        tf: the fixture, of any scope.
        module: the name of its folder.
        valid: variables that the module accepts.
        cases: the variables that are different, by a name that begins with that of the refusing variable.
    """
    folder = MODULES / module
    messages = messages_by_variable(folder)
    refusing = set()
    for case, errors in tf.refusals(folder, {name: {**valid, **case} for name, case in cases.items()}).items():
        variable = max((name for name in messages if case.startswith(name)), key=len)
        found = {message for message in messages[variable] if message in errors}
        assert found, f"{case} is refused, but not by a validation of {variable}: {errors}"
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
