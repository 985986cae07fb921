"""The record of a build: https://docs.aws.amazon.com/codebuild/latest/APIReference/API_Build.html."""

import time
from typing import Any

from slipway_emulator.services.codebuild.order import Order


def new(order: Order, arn: str, number: int) -> dict[str, Any]:
    """Return the record of a build that starts, with the phases in which nothing happens here.

    Args:
        order: what it is to do.
        arn: of the build.
        number: of the build, among those of its project.
    """
    now = time.time()
    passed = {"phaseStatus": "SUCCEEDED", "startTime": now, "endTime": now, "durationInSeconds": 0, "contexts": []}
    names = ("serviceRole", "timeoutInMinutes", "queuedTimeoutInMinutes", "encryptionKey", "cache")
    return {
        "id": arn.partition(":build/")[2],
        "arn": arn,
        "buildNumber": number,
        "startTime": now,
        "currentPhase": "QUEUED",
        "buildStatus": "IN_PROGRESS",
        "buildComplete": False,
        "projectName": order.project,
        "phases": [{"phaseType": name, **passed} for name in ("SUBMITTED", "QUEUED")],
        "source": order.sources[0],
        "secondarySources": list(order.sources[1:]),
        "artifacts": {"location": order.artifacts[0]["location"] if order.artifacts else ""},
        "environment": order.environment,
        "logs": _logs(order, arn),
        "initiator": order.initiator,
        **{name: order.settings[name] for name in names},
        **_versions(order),
    }


def _logs(order: Order, build_arn: str) -> dict[str, str]:
    group, stream = order.log_group, order.log_stream(build_arn.rpartition(":")[2])
    if group is None:
        return {}
    _, _, _, region, account, *_ = build_arn.split(":")
    arn = f"arn:aws:logs:{region}:{account}:log-group:{group}:log-stream:{stream}"
    return {"groupName": group, "streamName": stream, "cloudWatchLogsArn": arn}


def _versions(order: Order) -> dict[str, str]:
    version = order.versions[""]
    if not version:
        return {}
    resolved = {"resolvedSourceVersion": version} if order.sources[0]["type"] == "CODEPIPELINE" else {}
    return {"sourceVersion": version, **resolved}
