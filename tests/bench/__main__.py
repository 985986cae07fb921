"""``python tests/bench PEERS [ROUNDS]``, of ``make bench``: Slipway packages, plans and deploys beside its peers.

Ratios of medians would hide what the machine did meanwhile; these are medians of ratios of neighbouring runs. CPU time
is of the processes that are started, without that of the local AWS, which all of them call.
"""

import json
import math
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path

from slipway.aws.target import Target
from slipway.harness.workspace import Workspace
from slipway.local import emulator
from slipway.terraform import binary
from slipway.terraform.environment import environment_for
from slipway.terraform.initialization import Initialization

sys.path.insert(0, str(Path(__file__).parent))
from daily import developing, starting
from measure import Cost, compare, seconds
from project import NAMES, change, make
from sam import Sam

ROUNDS = 3
BIN = Path(sys.executable).parent
SLIPWAY = str(BIN / "slipway")
_answers = count()


def main(peers: Path, rounds: int) -> None:
    """Print a table; ``peers`` is the bin folder of the environment with sam and aws."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the local AWS ends, too
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        make(root)
        packaging(root, peers, rounds)
        local = root / ".slipway" / "local"  # where `slipway dev` looks for it
        target = emulator.up(local).target("eu-central-1", "123456789012")
        try:
            planning(root, target, rounds)
            deploying(root, peers, target, rounds)
            developing(root, target)
        finally:
            emulator.down(local)
        starting(Path(folder) / "clone")


def packaging(root: Path, peers: Path, rounds: int) -> None:
    """Compare ``slipway package`` with ``sam build`` over 20 apps."""
    sam = Sam(root, peers)

    def cold(*outputs: str) -> None:
        for name in outputs:
            shutil.rmtree(root / name, ignore_errors=True)

    def slipway_cold() -> Cost:
        cold(".slipway", "build")
        return seconds(root, [SLIPWAY, "package"])

    def sam_cold() -> Cost:
        cold(".aws-sam")
        return sam.build()

    def slipway_unchanged() -> Cost:
        return seconds(root, [SLIPWAY, "package"])

    slipway_cold()  # its download
    with suppress(SystemExit):  # which the comparisons report
        sam_cold()
    compare("package 20 apps, cold", "sam build", slipway_cold, sam_cold, rounds)
    compare("package 20 apps, unchanged", "sam build", slipway_unchanged, sam.build, rounds)
    compare(
        "package 20 apps, unchanged", "sam build --cached", slipway_unchanged, partial(sam.build, "--cached"), rounds
    )


def planning(root: Path, target: Target, rounds: int) -> None:
    """Compare a plan by the harness with Terraform's commands for the same, over 20 functions and over one."""
    environment = environment_for(target, root)
    terraform = str(binary.find(root))
    directory = root / "iac" / "deployed"
    working_data = root / ".slipway"
    workspace = Workspace(root, target, working_data / "providers", Initialization(working_data / "installed"))
    workspace.init(directory)

    def by_harness(names: list[str]) -> Cost:
        begin = time.monotonic()
        workspace.terraform(directory).plan({"names": names})
        return Cost(time.monotonic() - begin, math.nan)  # the provider has worked, too, and hasn't ended

    def by_terraform(names: list[str]) -> Cost:
        plan = [terraform, "plan", "-input=false", "-out=plan", f"-var=names={json.dumps(names)}"]
        return seconds(directory, plan, [terraform, "show", "-json", "plan"], **environment)

    try:
        by_harness(NAMES)  # starts the provider
        for names in (NAMES[:1], NAMES):
            what = f"plan of functions: {len(names)}"
            compare(what, "terraform plan, show", partial(by_harness, names), partial(by_terraform, names), rounds)
    finally:
        workspace.close()


def deploying(root: Path, peers: Path, target: Target, rounds: int) -> None:
    """Compare ``slipway deploy`` with Terraform, the AWS CLI and SAM, over 20 deployed functions."""
    environment = environment_for(target, root)
    terraform = str(binary.find(root))
    apply = [terraform, "apply", "-auto-approve", "-input=false", f"-var=names={json.dumps(NAMES)}"]
    for stack in ("deployed", "applied"):
        seconds(root / "iac" / stack, [terraform, "init", "-input=false"], apply, **environment)
    seconds(root, [SLIPWAY, "deploy"], **environment)

    def unchanged(*apps: str) -> Cost:
        return seconds(root, [SLIPWAY, "deploy", *apps], **environment)

    def changed(*apps: str) -> Cost:
        change(root, "app-07", f"answer {next(_answers)}")
        return unchanged(*apps)

    def apply_unchanged() -> Cost:
        return seconds(root / "iac" / "applied", apply, **environment)

    def apply_changed() -> Cost:
        package_change(root)
        return apply_unchanged()

    compare("deploy, 1 of 20 changed", "terraform apply", changed, apply_changed, rounds)
    deploying_by_sam(Sam(root, peers, environment), root, target, changed, rounds)
    compare("deploy APP, changed", "terraform apply", lambda: changed("app-07"), apply_changed, rounds)
    for calls in (3, 1):  # of the one alone nothing reaches the alias
        with_cli = partial(call, root, peers, target, environment, calls)
        compare("deploy APP, changed", f"aws lambda, calls: {calls}", lambda: changed("app-07"), with_cli, rounds)
    compare("deploy 20, nothing changed", "terraform apply", unchanged, apply_unchanged, rounds)


def deploying_by_sam(sam: Sam, root: Path, target: Target, changed: Callable[..., Cost], rounds: int) -> None:
    """Compare ``slipway deploy`` with SAM, whose functions are others.

    Args:
        sam: SAM in the project.
        root: the project.
        target: the local AWS.
        changed: changes an app and deploys it, or all.
        rounds: rounds of each comparison.
    """

    def by_sam(deploy: Callable[[], Cost]) -> Cost:
        change(root, "app-07", f"answer {next(_answers)}")
        return deploy()

    sync = partial(sam.sync, "App7")
    sam.create_bucket(target)
    with suppress(SystemExit):  # which the comparisons report
        sam.deploy()
        sync()
    compare("deploy, 1 of 20 changed", "sam build and deploy", changed, partial(by_sam, sam.deploy), rounds)
    compare("deploy APP, changed", "sam sync --code", lambda: changed("app-07"), partial(by_sam, sync), rounds)


def package_change(root: Path) -> None:
    """Change an app and make its zip, which is none of the peers' work."""
    change(root, "app-07", f"answer {next(_answers)}")
    seconds(root, [SLIPWAY, "package", "app-07"])


def call(root: Path, peers: Path, target: Target, environment: dict[str, str], calls: int) -> Cost:
    """Return how long the AWS CLI takes for update-function-code, publish-version and update-alias, or some of them."""
    package_change(root)
    aws, function = [str(peers / "aws"), "lambda"], ["--function-name", "bench-app-07"]
    pages = target.client("lambda").get_paginator("list_versions_by_function").paginate(FunctionName="bench-app-07")
    versions = [int(one["Version"]) for page in pages for one in page["Versions"] if one["Version"] != "$LATEST"]
    commands = [
        [*aws, "update-function-code", *function, "--zip-file", "fileb://build/app-07.zip"],
        [*aws, "publish-version", *function],
        [*aws, "update-alias", *function, "--name", "live", "--function-version", str(max(versions) + 1)],
    ]
    return seconds(root, *commands[:calls], **environment)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)
