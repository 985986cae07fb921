"""Cold and warm starts of a deployed function on this machine, with the local AWS as its AWS."""

import os
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from slipway.aws.target import Target
from slipway.bench.processes import Function, run
from slipway.config.app import App
from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.local.environments import runtime_python
from slipway.package.package import package_app


def measure(
    project: Project, app: App, event: str, target: Target, configuration: Mapping[str, Any], cold: int, warm: int
) -> Mapping[str, Sequence[float]]:
    """Return the times of cold and of warm starts, and the CPU times of both, in seconds.

    Args:
        project: the project.
        app: the app, which is packaged as it is now.
        event: event of each invocation, as JSON.
        target: the local AWS, with the credentials that the function gets.
        configuration: configuration of the deployed function: its environment variables, and whether it has SnapStart.
        cold: number of processes.
        warm: number of invocations of one more process, without its first.

    Raises:
        SlipwayError: the app isn't a Python function, can't be packaged, or failed.
    """
    if app.family != "python":
        raise SlipwayError(f"{app.label} isn't a Python function: on this machine only those can be measured")
    has_snapshot = configuration.get("SnapStart", {}).get("ApplyOn") == "PublishedVersions"
    environment = _environment(configuration, target, has_snapshot=has_snapshot)
    python = runtime_python(project.root / ".slipway" / "environments")
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(package_app(app).path) as archive:
            archive.extractall(folder)
        function = Function(app.name, Path(folder), app.handler, event)
        starts = [run(python, function, environment, 1) for _ in range(cold)]
        later = run(python, function, environment, 1 + warm)
    name = "from restore to response" if has_snapshot else "cold"
    return {
        name: [start.cold for start in starts],
        f"{name}, CPU": [start.cold_cpu for start in starts],
        "warm": later.warm,
        "warm, CPU": later.warm_cpu,
    }


def _environment(configuration: Mapping[str, Any], target: Target, *, has_snapshot: bool) -> dict[str, str]:
    """Return what Lambda sets, as far as functions need it, and the function's own variables.

    https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
    """
    return {
        "PATH": os.environ.get("PATH", os.defpath),
        "PYTHONDONTWRITEBYTECODE": "1",  # as in the folder of a function, which is read-only
        "AWS_LAMBDA_FUNCTION_NAME": configuration["FunctionName"],
        "AWS_LAMBDA_FUNCTION_VERSION": configuration["Version"],
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(configuration["MemorySize"]),
        "AWS_LAMBDA_INITIALIZATION_TYPE": "snap-start" if has_snapshot else "on-demand",
        **target.environment(),
        **configuration.get("Environment", {}).get("Variables", {}),
    }
