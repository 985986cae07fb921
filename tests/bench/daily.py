"""The daily loop: from a saved file to a response of the new code, and ``slipway up``."""

import json
import statistics
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

from slipway.aws.target import Target

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "support"))
import repository
from measure import seconds
from project import change
from repository import ROOT

ROUNDS = 3
SAVES = 50
SLIPWAY = str(Path(sys.executable).parent / "slipway")
_answers = count()


def starting(clone: Path) -> None:
    """Print how long ``slipway up`` takes in this repository: from nothing, unchanged, and after ``slipway down``."""
    repository.copy_to(clone)
    (clone / ".slipway").mkdir()
    (clone / ".slipway" / "environments").symlink_to(ROOT / ".slipway" / "environments")
    up, down = [SLIPWAY, "up"], [SLIPWAY, "down"]

    def restored() -> float:
        seconds(clone, down)
        return seconds(clone, up).wall

    try:
        print(f"{'up, from nothing':<28} {seconds(clone, [*up, '--clean']).wall:7.2f} s", flush=True)
        for what, measure in (("up, unchanged", lambda: seconds(clone, up).wall), ("up, after down", restored)):
            print(f"{what:<28} {statistics.median(measure() for _ in range(ROUNDS)):7.2f} s", flush=True)
    finally:
        seconds(clone, down)


def developing(root: Path, target: Target, app: str = "app-07", saves: int = SAVES) -> None:
    """Print the time from a saved file to a response of the new code, while ``slipway dev`` runs."""
    client, output = target.client("lambda"), root / "dev.log"

    def answer() -> object:
        return json.load(client.invoke(FunctionName=f"bench-{app}", Qualifier="live")["Payload"])

    def save_to_answer() -> float:
        expected = f"saved {next(_answers)}"
        begin = time.perf_counter()
        change(root, app, expected, "import boto3\n\nboto3.client('dynamodb')\n")
        while answer() != expected:
            time.sleep(0.02)
        return time.perf_counter() - begin

    with output.open("w") as stream, subprocess.Popen([SLIPWAY, "dev"], cwd=root, stdout=stream, stderr=stream) as dev:
        try:
            while "watching" not in output.read_text() and dev.poll() is None:
                time.sleep(0.05)
            times = sorted(save_to_answer() for _ in range(saves))
        finally:
            dev.terminate()  # SIGINT is ignored by what a shell has put into the background
    late = times[int(len(times) * 0.95)]
    print(
        f"{'dev, from save to response':<28} median {statistics.median(times):.2f} s, 95th percentile {late:.2f} s",
        flush=True,
    )
