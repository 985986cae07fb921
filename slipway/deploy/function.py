"""The Lambda function of an app."""

import re
from typing import Any

from lambda_release.function import DEFAULT_ALIAS, Function
from slipway.config.app import App


def function_of(client: Any, app: App, environment: str, alias: str = DEFAULT_ALIAS) -> Function:  # noqa: ANN401 - boto3's
    """Return the function of an app, ``<environment>-<app>``.

    Args:
        client: boto3's Lambda client.
        app: the app.
        environment: prefix of the function's name.
        alias: the alias that the command is about.
    """
    return Function(client, f"{environment}-{app.name}", alias, lambda: _advice(app, alias))


def _advice(app: App, alias: str) -> str:
    """Return which stack to apply: the first one that mentions the app's name."""
    app_name = re.compile(rf"\b{re.escape(app.name)}\b|\b{app.module}\b")
    choice = "" if alias == DEFAULT_ALIAS else f", with {alias} in aliases of the function's module lambda"
    for file in sorted(app.project.glob("iac/*/*.tf")):
        if app_name.search(file.read_text(encoding="utf-8")):
            return f"apply iac/{file.parent.name} first{choice}"
    return "no stack in iac/ declares it yet"
