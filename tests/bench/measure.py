"""What a run costs, in turn with others, and the rows of the tables."""

import math
import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

_WITHOUT_BYTECODE = "PYTHONDONTWRITEBYTECODE"  # the peers are installed with bytecode, and Slipway's own modules aren't


class Cost(NamedTuple):
    """Of a run, in seconds: on the clock, and of the CPU; nan if that isn't known."""

    wall: float
    cpu: float


def cpu(run: Callable[[], object], who: int = resource.RUSAGE_CHILDREN) -> float:
    """Return the CPU seconds of the processes that a function starts and waits for, or of this process."""
    before = resource.getrusage(who)
    run()
    after = resource.getrusage(who)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def run(directory: Path, environment: Mapping[str, str], *command: str) -> None:
    """Run a command, and exit with what it wrote if it fails."""
    try:
        done = subprocess.run(
            command, cwd=directory, env=dict(environment), capture_output=True, text=True, check=False
        )
    except FileNotFoundError:
        raise SystemExit(f"{command[0]} isn't installed") from None
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def seconds(root: Path, *commands: list[str], **environment: str) -> Cost:
    """Return what commands cost, one after the other, each in its own process."""
    variables = {name: value for name, value in os.environ.items() if name != _WITHOUT_BYTECODE} | environment

    def all_of_them() -> None:
        for command in commands:
            run(root, variables, *command)

    begin = time.perf_counter()
    used = cpu(all_of_them)
    return Cost(time.perf_counter() - begin, used)


def compare(what: str, other: str, ours: Callable[[], Cost], theirs: Callable[[], Cost], rounds: int) -> None:
    """Print a row: medians and ranges of both on the clock, their CPU time, and the median ratios of the pairs."""
    pairs = []
    for _ in range(rounds):
        mine = ours()
        try:
            pairs.append((mine, theirs()))
        except SystemExit as error:
            print(f"{what:<28} without {other}: {' '.join(str(error).split())[-300:]}", flush=True)
            return
    mine, others = zip(*pairs, strict=True)
    wall = statistics.median(b.wall / a.wall for a, b in pairs)
    used = statistics.median(b.cpu / a.cpu for a, b in pairs)
    ratios = f"{wall:5.1f} times{'' if math.isnan(used) else f', CPU {used:.1f}'}"
    print(f"{what:<28} {_cell(mine)}   {other:<20} {_cell(others)}  {ratios}", flush=True)


def _cell(costs: tuple[Cost, ...]) -> str:
    walls = [each.wall for each in costs]
    used = statistics.median(each.cpu for each in costs)
    known = "" if math.isnan(used) else f", CPU {used:.2f}"
    return f"{statistics.median(walls):6.2f} s ({min(walls):.2f}-{max(walls):.2f}{known})"


def show(what: str, times: dict[str, list[float]], base: str) -> None:
    """Print medians of CPU seconds, their ratio to one of them, and the smallest and largest."""
    print(what)
    for name, each in times.items():
        median = statistics.median(each)
        ratio = f"{median / statistics.median(times[base]):7.2f}" if base in times else ""
        print(f"  {name:<44} {median:7.2f} CPU s {min(each):7.2f}-{max(each):.2f} {ratio}", flush=True)
