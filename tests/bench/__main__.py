"""``make bench``: how much faster Slipway packages, plans and deploys than its peers do, in one run.

Ratios of medians would hide what the machine did meanwhile; these are medians of ratios of neighbouring runs.
"""

import json
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from itertools import count
from pathlib import Path

from slipway.aws.target import Target
from slipway.harness.initialization import Initialization
from slipway.harness.workspace import Workspace
from slipway.local import emulator
from slipway.system import pythons
from slipway.terraform import binary
from slipway.terraform.environment import environment_for

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
import repository
from project import NAMES, change, make, seconds
from repository import ROOT

ROUNDS = 3
SAVES = 50
BIN = Path(sys.executable).parent
SLIPWAY = str(BIN / "slipway")
_answers = count()


def main(peers: Path) -> None:
    """Print a table; ``peers`` is the bin folder of the environment with sam and aws."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the local AWS ends, too
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "project"
        make(root)
        packaging(root, peers)
        local = root / ".slipway" / "local"  # where `slipway dev` looks for it
        target = emulator.up(local).target("eu-central-1", "123456789012")
        try:
            planning(root, target)
            deploying(root, peers, target)
            developing(root, target)
        finally:
            emulator.down(local)
        starting(Path(folder) / "clone")


def starting(clone: Path) -> None:
    """Print how long ``slipway up`` takes in this repository: from nothing, unchanged, and after ``slipway down``."""
    repository.copy_to(clone)
    (clone / ".slipway").mkdir()
    (clone / ".slipway" / "environments").symlink_to(ROOT / ".slipway" / "environments")
    up, down = [SLIPWAY, "up"], [SLIPWAY, "down"]

    def restored() -> float:
        seconds(clone, down)
        return seconds(clone, up)

    try:
        print(f"{'up, from nothing':<28} {seconds(clone, [*up, '--clean']):7.2f} s", flush=True)
        for what, measure in (("up, unchanged", lambda: seconds(clone, up)), ("up, after down", restored)):
            print(f"{what:<28} {statistics.median(measure() for _ in range(ROUNDS)):7.2f} s", flush=True)
    finally:
        seconds(clone, down)


def packaging(root: Path, peers: Path) -> None:
    """Compare ``slipway package`` with ``sam build`` over 20 apps."""
    python = pythons.find("3.13")
    path = ":".join(map(str, filter(None, [python and python.parent, peers, "/usr/bin", "/bin"])))
    sam = [str(peers / "sam"), "build", "--parallel"]

    def cold(*outputs: str) -> None:
        for name in outputs:
            shutil.rmtree(root / name, ignore_errors=True)

    def slipway_cold() -> float:
        cold(".slipway", "build")
        return seconds(root, [SLIPWAY, "package"])

    def sam_cold() -> float:
        cold(".aws-sam")
        return sam_build()

    def slipway_unchanged() -> float:
        return seconds(root, [SLIPWAY, "package"])

    def sam_build(*options: str) -> float:
        return seconds(root, [*sam, *options], PATH=path, SAM_CLI_TELEMETRY="0")

    slipway_cold(), sam_cold()  # their downloads
    compare("package 20 apps, cold", "sam build", slipway_cold, sam_cold)
    compare("package 20 apps, unchanged", "sam build", slipway_unchanged, sam_build)
    compare("package 20 apps, unchanged", "sam build --cached", slipway_unchanged, lambda: sam_build("--cached"))


def planning(root: Path, target: Target) -> None:
    """Compare a plan by the harness with Terraform's commands for the same, over 20 functions and over one."""
    environment = environment_for(target, root)
    terraform = str(binary.find(root))
    directory = root / "iac" / "deployed"
    working_data = root / ".slipway"
    workspace = Workspace(root, target, working_data / "providers", Initialization(working_data / "installed"))
    workspace.init(directory)

    def by_harness(names: list[str]) -> float:
        begin = time.monotonic()
        workspace.terraform(directory).plan({"names": names})
        return time.monotonic() - begin

    def by_terraform(names: list[str]) -> float:
        plan = [terraform, "plan", "-input=false", "-out=plan", f"-var=names={json.dumps(names)}"]
        return seconds(directory, plan, [terraform, "show", "-json", "plan"], **environment)

    try:
        by_harness(NAMES)  # starts the provider
        for names in (NAMES[:1], NAMES):
            what = f"plan of functions: {len(names)}"
            compare(what, "terraform plan, show", partial(by_harness, names), partial(by_terraform, names))
    finally:
        workspace.close()


def deploying(root: Path, peers: Path, target: Target) -> None:
    """Compare ``slipway deploy`` with Terraform and with the AWS CLI, over 20 deployed functions."""
    environment = environment_for(target, root)
    terraform = str(binary.find(root))
    apply = [terraform, "apply", "-auto-approve", "-input=false", f"-var=names={json.dumps(NAMES)}"]
    for stack in ("deployed", "applied"):
        seconds(root / "iac" / stack, [terraform, "init", "-input=false"], apply, **environment)
    seconds(root, [SLIPWAY, "deploy"], **environment)

    def unchanged(*apps: str) -> float:
        return seconds(root, [SLIPWAY, "deploy", *apps], **environment)

    def changed(*apps: str) -> float:
        change(root, "app-07", f"answer {next(_answers)}")
        return unchanged(*apps)

    def apply_unchanged() -> float:
        return seconds(root / "iac" / "applied", apply, **environment)

    def apply_changed() -> float:
        package_change(root)
        return apply_unchanged()

    compare("deploy, 1 of 20 changed", "terraform apply", changed, apply_changed)
    compare("deploy APP, changed", "terraform apply", lambda: changed("app-07"), apply_changed)
    for calls in (3, 1):  # of the one alone nothing reaches the alias
        with_cli = partial(call, root, peers, target, environment, calls)
        compare("deploy APP, changed", f"aws lambda, calls: {calls}", lambda: changed("app-07"), with_cli)
    compare("deploy 20, nothing changed", "terraform apply", unchanged, apply_unchanged)


def developing(root: Path, target: Target) -> None:
    """Print the time from a saved file to a response of the new code, while ``slipway dev`` runs."""
    client, output = target.client("lambda"), root / "dev.log"

    def answer() -> object:
        return json.load(client.invoke(FunctionName="bench-app-07", Qualifier="live")["Payload"])

    def save_to_answer() -> float:
        expected = f"answer {next(_answers)}"
        begin = time.perf_counter()
        change(root, "app-07", expected, "import boto3\n\nboto3.client('dynamodb')\n")
        while answer() != expected:
            time.sleep(0.02)
        return time.perf_counter() - begin

    with output.open("w") as stream, subprocess.Popen([SLIPWAY, "dev"], cwd=root, stdout=stream, stderr=stream) as dev:
        while "watching" not in output.read_text() and dev.poll() is None:
            time.sleep(0.05)
        times = sorted(save_to_answer() for _ in range(SAVES))
        dev.send_signal(signal.SIGINT)
    late = times[int(len(times) * 0.95)]
    print(f"{'dev, from save to response':<28} median {statistics.median(times):.2f} s, 95th percentile {late:.2f} s")


def package_change(root: Path) -> None:
    """Change an app and make its zip, which is none of the peers' work."""
    change(root, "app-07", f"answer {next(_answers)}")
    seconds(root, [SLIPWAY, "package", "app-07"])


def call(root: Path, peers: Path, target: Target, environment: dict[str, str], calls: int) -> float:
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


def compare(what: str, peer: str, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """Print the medians and the median ratio of pairs."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{what:<28} {mine:7.2f} s   {peer:<20} {other:7.2f} s   {ratio:6.1f} times", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
