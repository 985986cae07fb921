"""``make bench``: how much faster Slipway packages and deploys than its peers do, side by side in one run.

Ratios of medians would hide what the machine did meanwhile; these are medians of ratios of neighbouring runs.
"""

import json
import shutil
import signal
import statistics
import sys
import tempfile
from collections.abc import Callable
from itertools import count
from pathlib import Path

from slipway import pythons
from slipway.local import emulator
from slipway.target import Target
from slipway.terraform import binary
from slipway.terraform.environment import environment_for

sys.path.insert(0, str(Path(__file__).parent))
from project import NAMES, change, make, seconds

ROUNDS = 3
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
        local = Path(folder) / "local"
        target = emulator.up(local).target("eu-central-1", "123456789012")
        try:
            deploying(root, peers, target)
        finally:
            emulator.down(local)


def packaging(root: Path, peers: Path) -> None:
    """Compare ``slipway package`` with ``sam build`` over 20 apps."""
    python = pythons.find("3.13")
    path = ":".join(map(str, filter(None, [python and python.parent, peers, "/usr/bin", "/bin"])))
    sam = [str(peers / "sam"), "build", "--parallel"]

    def cold(*leftovers: str) -> None:
        for name in leftovers:
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


def deploying(root: Path, peers: Path, target: Target) -> None:
    """Compare ``slipway deploy`` with Terraform and with the AWS CLI's three calls, over 20 deployed functions."""
    environment = environment_for(target, root / ".slipway")
    terraform = str(binary.find(root))
    apply = [terraform, "apply", "-auto-approve", "-input=false", f"-var=names={json.dumps(NAMES)}"]
    for stack in ("deployed", "applied"):
        seconds(root / "iac" / stack, [terraform, "init", "-input=false"], apply, **environment)
    seconds(root, [SLIPWAY, "deploy"], **environment)

    def changed() -> None:
        change(root, "app-07", f"answer {next(_answers)}")

    def slipway(*apps: str) -> float:
        changed()
        return seconds(root, [SLIPWAY, "deploy", *apps], **environment)

    def applied() -> float:
        changed()
        seconds(root, [SLIPWAY, "package", "app-07"])
        return seconds(root / "iac" / "applied", apply, **environment)

    def called() -> float:
        changed()
        seconds(root, [SLIPWAY, "package", "app-07"])
        aws = [str(peers / "aws"), "lambda"]
        function = ["--function-name", "bench-app-07"]
        first = seconds(
            root,
            [*aws, "update-function-code", *function, "--zip-file", "fileb://build/app-07.zip"],
            [*aws, "publish-version", *function],
            **environment,
        )
        client = target.client("lambda")
        pages = client.get_paginator("list_versions_by_function").paginate(FunctionName="bench-app-07")
        newest = max(int(one["Version"]) for page in pages for one in page["Versions"] if one["Version"] != "$LATEST")
        move = [*aws, "update-alias", *function, "--name", "live", "--function-version", str(newest)]
        return first + seconds(root, move, **environment)

    compare("deploy, 1 of 20 changed", "terraform apply", slipway, applied)
    compare("deploy APP, changed", "terraform apply", lambda: slipway("app-07"), applied)
    compare("deploy APP, changed", "aws lambda, 3 calls", lambda: slipway("app-07"), called)
    compare(
        "deploy 20, nothing changed",
        "terraform apply",
        lambda: seconds(root, [SLIPWAY, "deploy"], **environment),
        lambda: seconds(root / "iac" / "applied", apply, **environment),
    )


def compare(what: str, peer: str, ours: Callable[[], float], theirs: Callable[[], float]) -> None:
    """Print the medians and the median ratio of pairs."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    mine, other = (statistics.median(side) for side in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"{what:<28} {mine:7.2f} s   {peer:<20} {other:7.2f} s   {ratio:6.1f} times", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
