"""The Lambda functions of apps."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from lambda_release.function import DEFAULT_ALIAS, Function, is_previous
from lambda_release.owner import pipeline_of
from slipway.config.app import App, load_apps
from slipway.config.project import find_project
from slipway.deploy.errors import explain_errors

_ALL = "iac/*"  # the folders of all stacks


def function_of(client: Any, app: App, environment: str, alias: str = DEFAULT_ALIAS) -> Function:  # noqa: ANN401 - boto3's
    """Return the function of an app, ``<environment>-<app>``.

    Args:
        client: boto3's Lambda client.
        app: the app.
        environment: prefix of the function's name.
        alias: the alias that the command is about.
    """
    return Function(client, f"{environment}-{app.name}", alias, lambda: _advice(app, alias))


def deployed_apps(
    project: Path,
    names: Sequence[str] | None,
    client: Any,  # noqa: ANN401 - boto3's
    environment: str,
    *,
    existing_only: bool = False,
) -> list[App]:
    """Return apps as `load_apps` does, but without names not those that have no function and that no stack mentions.

    Only the stacks of ``slipway.toml`` count, if there is one: others are applied where they are needed.

    Args:
        project: folder that holds ``apps/`` and ``iac/``. Without stacks in it, no app is left out.
        names: names of apps.
        client: a Lambda client.
        environment: prefix of the functions' names.
        existing_only: whether apps without a function are left out although a stack mentions them; without names only.

    Raises:
        SlipwayError: see `load_apps`.
    """
    apps = load_apps(project, names)
    if names or not (existing_only or any(project.glob("iac/*/*.tf"))):
        return apps
    found = find_project(project)
    stacks = [stack.directory for stack in found.select(())] if found else [_ALL]
    texts = [] if existing_only else _texts(project, stacks)
    return [app for app in apps if _stack(app, texts) or exists(function_of(client, app, environment))]


def exists(function: Function) -> bool:
    """Return whether there is a function; also True if the caller may not read it."""
    try:
        function.client.get_function(FunctionName=function.name)
    except function.client.exceptions.ResourceNotFoundException:
        return False
    except ClientError:  # the next call has a better message
        return True
    return True


def own_aliases(function: Function) -> list[str]:
    """Return the names of a function's aliases that no pipeline releases, without those of previous versions.

    Raises:
        SlipwayError: there is no such function, or its aliases can't be read.
    """
    with explain_errors(function.name):
        aliases = function.aliases()
    return [alias["Name"] for alias in aliases if not is_previous(alias["Name"]) and not pipeline_of(alias)]


def _advice(app: App, alias: str) -> str:
    """Return which stack to apply."""
    stack = _stack(app, _texts(app.project, [_ALL]))
    if not stack:
        return "no stack in iac/ declares it yet"
    choice = "" if alias == DEFAULT_ALIAS else f", with {alias} in aliases of the function's module lambda"
    return f"apply iac/{stack} first{choice}"


def _texts(project: Path, directories: Iterable[str]) -> list[tuple[str, str]]:
    """Return the name of the stack and the text of each file of Terraform in these folders."""
    files = (file for directory in directories for file in sorted(project.glob(f"{directory}/*.tf")))
    return [(file.parent.name, file.read_text("utf-8")) for file in files]


def _stack(app: App, texts: Iterable[tuple[str, str]]) -> str | None:
    """Return the name of the first stack that mentions the app's name; None if there is none.

    Texts and comments may mention other stacks' apps: the name ends a string, is a module's label, or is a key.
    """
    names = f"(?:{re.escape(app.name)}|{app.module})"
    app_name = re.compile(rf'["}}-]{names}"|(?<![\w-]){names}\s*=')
    return next((stack for stack, text in texts if app_name.search(text)), None)
