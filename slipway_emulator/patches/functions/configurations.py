"""A function's logging and VPC configurations are complete, and a change of a part of the logging keeps the rest.

With JSON the levels are INFO by default, and with text there are none. A function that has left its VPC has an empty
configuration of it:
https://docs.aws.amazon.com/lambda/latest/api/API_LoggingConfig.html
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json

MiniStack replaces the whole configuration by the part.
"""

import functools
from typing import Any

from ministack.services import lambda_svc

_Config = dict[str, Any]
_LEVELS = ("ApplicationLogLevel", "SystemLogLevel")


def apply() -> None:
    """Wrap the creation and the change of a configuration."""
    build, update = lambda_svc._build_config, lambda_svc._update_config
    vpc = lambda_svc._vpc_config_with_id

    @functools.wraps(build)
    def build_config(name: str, data: _Config, code: bytes | None = None) -> _Config:
        config: _Config = build(name, data, code)
        config["LoggingConfig"] = _logging(name, data.get("LoggingConfig") or {})
        return config

    @functools.wraps(update)
    def update_config(name: str, data: _Config) -> object:
        current = (lambda_svc._functions.get(name) or {}).get("config", {}).get("LoggingConfig") or {}
        if "LoggingConfig" in data:
            data = {**data, "LoggingConfig": _logging(name, {**current, **(data["LoggingConfig"] or {})})}
        return update(name, data)

    @functools.wraps(vpc)
    def vpc_config(given: _Config | None) -> _Config:
        completed: _Config = vpc(given)
        return completed if given is None else {"Ipv6AllowedForDualStack": False, **completed}

    lambda_svc._build_config, lambda_svc._update_config = build_config, update_config
    lambda_svc._vpc_config_with_id = vpc_config


def _logging(name: str, given: _Config) -> _Config:
    format_ = given.get("LogFormat") or "Text"
    levels = {level: given.get(level) or "INFO" for level in _LEVELS} if format_ == "JSON" else {}
    return {"LogFormat": format_, **levels, "LogGroup": given.get("LogGroup") or f"/aws/lambda/{name}"}
