"""Creating a pipeline on the local AWS from the declaration of a real one."""

import json
import re
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError, ParamValidationError
from botocore.validate import ParamValidator

from slipway.aws.target import Target
from slipway.console.progress import say
from slipway.errors import SlipwayError

_ARN = re.compile(r"^(arn:[^:]+:[^:]+):([^:]*):([^:]*):")


def import_pipeline(target: Target, file: Path) -> str:
    """Create or update a pipeline from the output of ``aws codepipeline get-pipeline``, and return its name.

    ARNs in the pipeline's own account and region are changed to those of the target. Sources are not polled.

    Args:
        target: the local AWS.
        file: JSON of GetPipeline's response, or of its member ``pipeline``.

    Raises:
        SlipwayError: the target isn't the local AWS, the file holds no pipeline, or the local AWS can't run it; the
            message names everything that it doesn't support.
    """
    if not target.is_local:
        raise SlipwayError("a pipeline can be imported to the local AWS only: set AWS_ENDPOINT_URL")
    response = _read(file)
    client = target.client("codepipeline")
    report = ParamValidator().validate(response, client.meta.service_model.operation_model("GetPipeline").output_shape)
    if report.has_errors():
        raise SlipwayError(f"{file}: {report.generate_report()}")
    declaration = adapt(response, target.client("sts").get_caller_identity()["Account"], target.region)
    try:
        try:
            client.create_pipeline(pipeline=declaration)
        except client.exceptions.PipelineNameInUseException:
            client.update_pipeline(pipeline=declaration)
    except (ClientError, ParamValidationError) as error:
        reason = error.response["Error"]["Message"] if isinstance(error, ClientError) else str(error)
        raise SlipwayError(f"{file}: {reason}") from error
    return str(declaration["name"])


def adapt(response: dict[str, Any], account: str, region: str) -> dict[str, Any]:
    """Return a pipeline's declaration for another account and region.

    Args:
        response: response with ``pipeline`` and optionally ``metadata``, as GetPipeline returns it.
        account: id of the account.
        region: name of the region.
    """
    declaration = {name: value for name, value in response["pipeline"].items() if name != "version"}
    role = _ARN.match(declaration["roleArn"])
    own_account = role[3] if role else ""
    own_region = _own_region(response)

    def change(value: Any) -> Any:  # noqa: ANN401 - any JSON value
        if isinstance(value, dict):
            return {change(name): change(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [change(inner) for inner in value]
        if own_region and value == own_region:
            return region
        if isinstance(value, str) and (arn := _ARN.match(value)) and arn[3] in (own_account, ""):
            other = region if arn[2] and arn[2] == own_region else arn[2]
            return f"{arn[1]}:{other}:{account if arn[3] else ''}:{value[arn.end() :]}"
        return value

    changed: dict[str, Any] = change(declaration)
    for stage in changed["stages"]:
        for action in stage["actions"]:
            _stop_polling(action)
    return changed


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise SlipwayError(f"{file}: {error.strerror}") from error
    except ValueError as error:
        raise SlipwayError(f"{file} isn't JSON: {error}") from error
    response = content if isinstance(content, dict) and "pipeline" in content else {"pipeline": content}
    pipeline = response["pipeline"]
    if not isinstance(pipeline, dict) or not {"name", "roleArn", "stages"} <= pipeline.keys():
        raise SlipwayError(f"{file} has no pipeline: write the output of `aws codepipeline get-pipeline` to it")
    return {name: response[name] for name in ("pipeline", "metadata") if name in response}


def _own_region(response: dict[str, Any]) -> str:
    """Return the region of the pipeline; an empty string if the response doesn't have it."""
    arn = response.get("metadata", {}).get("pipelineArn", "")
    return str(arn).split(":")[3] if arn else next(iter(response["pipeline"].get("artifactStores", {})), "")


def _stop_polling(action: dict[str, Any]) -> None:
    type_id, configuration = action["actionTypeId"], action.get("configuration", {})
    is_polled = configuration.get("PollForSourceChanges", "true") == "true"
    if type_id["category"] == "Source" and type_id["provider"] == "S3" and is_polled:
        configuration["PollForSourceChanges"] = "false"
        say(f"the source {action['name']} is not polled: start the pipeline, or let an EventBridge rule start it")
