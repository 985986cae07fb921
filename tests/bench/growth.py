"""``python tests/bench/growth.py [ROUNDS]``: what packaging, deploying and developing 10, 100 and 300 apps costs."""

import shutil
import signal
import sys
import tempfile
from itertools import count
from pathlib import Path

from slipway.aws.target import Target
from slipway.local import emulator
from slipway.terraform.environment import environment_for

sys.path.insert(0, str(Path(__file__).parent))
from daily import developing
from measure import seconds, show
from project import change, make

ROUNDS = 3
SAVES = 10
SIZES = (10, 100, 300)
CHANGED = "app-007"
SLIPWAY = str(Path(sys.executable).parent / "slipway")
_answers = count()


def main(rounds: int) -> None:
    """Print tables for each size."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the local AWS ends, too
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder)
            names = [f"app-{number:03}" for number in range(size)]
            make(root, names)
            packaging(root, size, rounds)
            local = root / ".slipway" / "local"
            target = emulator.up(local).target("eu-central-1", "123456789012")
            try:
                create_functions(target, names)
                deploying(root, target, size, rounds)
                developing(root, target, CHANGED, SAVES)
            finally:
                emulator.down(local)


def packaging(root: Path, size: int, rounds: int) -> None:
    """Print a table of ``slipway package``."""
    package = [SLIPWAY, "package"]
    seconds(root, package)  # the download
    times: dict[str, list[float]] = {"from nothing": [], "one changed": [], "unchanged": []}
    for _ in range(rounds):
        for name in (".slipway", "build"):
            shutil.rmtree(root / name)
        times["from nothing"].append(seconds(root, package).cpu)
        change(root, CHANGED, f"answer {next(_answers)}")
        times["one changed"].append(seconds(root, package).cpu)
        times["unchanged"].append(seconds(root, package).cpu)
    show(f"package {size} apps, {rounds} rounds", times, "from nothing")


def create_functions(target: Target, names: list[str]) -> None:
    """Create the functions with their placeholder code, as Terraform would; 300 of them take it minutes."""
    client = target.client("lambda")
    trust = (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", '
        '"Principal": {"Service": "lambda.amazonaws.com"}}]}'
    )
    role = target.client("iam").create_role(RoleName="bench", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    code = (Path(__file__).parents[2] / "modules" / "lambda" / "placeholder" / "python.zip").read_bytes()
    for name in names:
        handler = f"{name.replace('-', '_')}.handler"
        settings = {"Runtime": "python3.13", "Architectures": ["arm64"], "Handler": handler, "Role": role}
        client.create_function(FunctionName=f"bench-{name}", Code={"ZipFile": code}, Publish=True, **settings)
        client.create_alias(FunctionName=f"bench-{name}", Name="live", FunctionVersion="1")


def deploying(root: Path, target: Target, size: int, rounds: int) -> None:
    """Print a table of ``slipway deploy`` and ``slipway status``."""
    environment = environment_for(target, root)

    def cpu_seconds(*arguments: str) -> float:
        return seconds(root, [SLIPWAY, *arguments], **environment).cpu

    times = {"deploy, the first time": [cpu_seconds("deploy")]}
    for _ in range(rounds):
        change(root, CHANGED, f"answer {next(_answers)}")
        times.setdefault("deploy, one changed", []).append(cpu_seconds("deploy"))
        times.setdefault("deploy, nothing changed", []).append(cpu_seconds("deploy"))
        times.setdefault("status", []).append(cpu_seconds("status"))
    show(f"deploy {size} apps, {rounds} rounds", times, "deploy, the first time")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
