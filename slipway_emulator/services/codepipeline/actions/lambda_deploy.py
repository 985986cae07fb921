"""The action type Deploy/AWS/Lambda: publishes a version of a function and moves an alias to it, by steps if asked to.

https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-LambdaDeploy.html
"""

import time

from slipway_emulator.services.boto_sessions import Client
from slipway_emulator.services.codepipeline.action import ActionContext, ActionError, ActionResult
from slipway_emulator.services.codepipeline.actions import artifacts
from slipway_emulator.services.codepipeline.actions.traffic import Strategy, parse

_MAX_ALARMS = 10
_ALARM_INTERVAL = 1  # seconds between two reads of the alarms


def run(context: ActionContext) -> ActionResult:
    """Deploy the input artifact, or the published version, to the function, and to its alias if there is one.

    Raises:
        ActionError: ``ConfigurationError``: the configuration, the alias or the version is invalid; ``JobFailed``: an
            alarm went off, or the action was stopped. The alias then has its former version again.
        ClientError: the function doesn't exist, or the role isn't authorized.
    """
    strategy, alarms = _validate(context)
    client = artifacts.client(context, "lambda")
    original = _version_of_alias(context, client)
    target = context.configuration.get("PublishedTargetVersion") or _publish(context, client)
    if original is not None:
        _check_published(context, client, target)
        _check_alarms(context, alarms)
        _shift(context, client, (original, target), strategy, alarms)
    return ActionResult(variables={"FunctionVersion": target}, external_execution_id=target)


def _validate(context: ActionContext) -> tuple[Strategy, list[str]]:
    artifacts.reject_unknown_keys(context, "lambda_deploy")
    configuration = context.configuration
    names = ("DeployStrategy", "PublishedTargetVersion")
    if not configuration.get("FunctionAlias") and (given := [name for name in names if configuration.get(name)]):
        raise _error(f"{', '.join(given)} of action {context.action} requires FunctionAlias")
    if not context.inputs and not configuration.get("PublishedTargetVersion"):
        raise _error(f"PublishedTargetVersion of action {context.action} is required without an input artifact")
    alarms = [name.strip() for name in configuration.get("Alarms", "").split(",") if name.strip()]
    if len(alarms) > _MAX_ALARMS:
        raise _error(f"Alarms of action {context.action} can name {_MAX_ALARMS} alarms, not {len(alarms)}")
    return parse(configuration.get("DeployStrategy", "AllAtOnce")), alarms


def _version_of_alias(context: ActionContext, client: Client) -> str | None:
    """Return the only version of the alias, to which a failed deployment returns; None without an alias."""
    configuration = context.configuration
    if not (name := configuration.get("FunctionAlias")):
        return None
    alias = client.get_alias(FunctionName=configuration["FunctionName"], Name=name)
    if alias.get("RoutingConfig", {}).get("AdditionalVersionWeights"):
        raise _error(f"The alias {name} must have exactly one version: another deployment is not finished")
    return str(alias["FunctionVersion"])


def _publish(context: ActionContext, client: Client) -> str:
    name, artifact = context.configuration["FunctionName"], context.inputs[0]
    client.update_function_code(FunctionName=name, S3Bucket=artifact.bucket, S3Key=artifact.key)
    client.get_waiter("function_updated_v2").wait(FunctionName=name, WaiterConfig={"Delay": 1})
    return str(client.publish_version(FunctionName=name)["Version"])


def _check_published(context: ActionContext, client: Client, version: str) -> None:
    name = context.configuration["FunctionName"]
    try:
        client.get_function_configuration(FunctionName=name, Qualifier=version)
    except client.exceptions.ResourceNotFoundException as error:
        raise _error(f"The function {name} has no published version {version}") from error


def _shift(
    context: ActionContext, client: Client, versions: tuple[str, str], strategy: Strategy, alarms: list[str]
) -> None:
    """Move the alias from the first version to the second one; back to the first one after any failure."""
    original, target = versions
    names = {"FunctionName": context.configuration["FunctionName"], "Name": context.configuration["FunctionAlias"]}
    try:
        for percent, seconds in strategy:
            weights = {target: percent / 100}
            client.update_alias(**names, FunctionVersion=original, RoutingConfig={"AdditionalVersionWeights": weights})
            context.report(summary=f"{percent} % of the requests go to version {target}")
            _watch(context, alarms, seconds)
        client.update_alias(**names, FunctionVersion=target, RoutingConfig={"AdditionalVersionWeights": {}})
        _check_alarms(context, alarms)
    except Exception:
        client.update_alias(**names, FunctionVersion=original, RoutingConfig={"AdditionalVersionWeights": {}})
        raise
    context.report(summary=f"All requests go to version {target}")


def _watch(context: ActionContext, alarms: list[str], seconds: float) -> None:
    end = time.monotonic() + seconds
    while (remaining := end - time.monotonic()) > 0:
        _check_alarms(context, alarms)
        if context.cancelled.wait(min(_ALARM_INTERVAL, remaining)):
            raise ActionError("JobFailed", "The action was stopped: the alias has its former version again")


def _check_alarms(context: ActionContext, alarms: list[str]) -> None:
    if not alarms:
        return
    found = artifacts.client(context, "cloudwatch").describe_alarms(
        AlarmNames=alarms, AlarmTypes=["CompositeAlarm", "MetricAlarm"]
    )
    states = {
        alarm["AlarmName"]: alarm["StateValue"] for kind in ("MetricAlarms", "CompositeAlarms") for alarm in found[kind]
    }
    if missing := [name for name in alarms if name not in states]:
        raise _error(f"The alarm {', '.join(missing)} doesn't exist")
    if active := [name for name in alarms if states[name] == "ALARM"]:
        raise ActionError("JobFailed", f"{', '.join(active)} is in the state ALARM: the alias has its former version")


def _error(message: str) -> ActionError:
    return ActionError("ConfigurationError", message)
