"""``python tests/bench/cold_warm.py [ROUNDS]``: cold and warm starts of the functions, beside a plain boto3 client.

Each start is a process of ``awslambdaric`` over the Runtime API, with the real zips, in turn. The ratios are of
medians; CPU time is what a busy machine doesn't change much.
"""

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from slipway.local.environments import runtime_python

sys.path.insert(0, str(Path(__file__).parent))
from functions import Function, make
from runtime_api import Invocations, answer_of_aws, certificate, server

ROOT = Path(__file__).parents[2]
ROUNDS = 15
WARM = 500  # invocations after the first
_SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_EC2_METADATA_DISABLED": "true",
    "DELIVERIES_TABLE": "deliveries",
    "EMAIL_RECIPIENTS": "recipient@example.com",
    "EMAIL_SENDER": "sender@example.com",
    "MAX_RECEIVE_COUNT": "3",
    "SES_CONFIGURATION_SET": "movies",
    "DEAD_LETTER_QUEUE_URL": "https://example.com/queue",
    "IDEMPOTENCY_TABLE": "idempotency",
    "MOVIES_TABLE": "movies",
    "MOVIE_EVENTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:123456789012:topic",
    "PYTHONDONTWRITEBYTECODE": "1",  # as the folder of a function, which is read-only
}


@dataclass
class Times:
    """Of one function, in seconds: from the start of its process to the first response, and of each later one."""

    cold: list[float] = field(default_factory=list)
    cold_cpu: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    warm_cpu: list[float] = field(default_factory=list)
    memory: int = 0  # kB


def run(
    python: Path, function: Function, environment: dict[str, str], invocations: int
) -> tuple[Invocations, float, Times]:
    """Start a function, invoke it, and end it; return its invocations, when it was started, and what it used."""
    calls = Invocations(function.event, invocations, function.expected)
    with server(calls.handle) as port:
        variables = {**environment, "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{port}"}
        started = time.perf_counter()
        process = subprocess.Popen(
            [python, "-m", "awslambdaric", function.handler],
            cwd=function.folder,
            env=variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
        finished = calls.done.wait(60)
        os.kill(process.pid, signal.SIGKILL)  # Popen.kill would wait for a process that has ended
        calls.closed.set()
        errors = process.stderr.read() if process.stderr else b""
        _, _, usage = os.wait4(process.pid, 0)
        process.returncode = 0
    if not finished or calls.failure:
        raise SystemExit(f"{function.name}: {calls.failure.decode()[:800]}\n{errors.decode()[-2000:]}")
    used = Times(cold_cpu=[usage.ru_utime + usage.ru_stime], memory=usage.ru_maxrss)
    return calls, started, used


def measure(python: Path, function: Function, environment: dict[str, str], times: Times, *, warm: bool) -> None:
    """Add a cold start, and the warm ones after another cold start."""
    calls, started, used = run(python, function, environment, 1)
    times.cold.append(calls.times[0] - started)
    times.cold_cpu += used.cold_cpu
    times.memory = max(times.memory, used.memory)
    if warm:
        calls, _, more = run(python, function, environment, 1 + WARM)
        times.warm += [after - before for before, after in zip(calls.times, calls.times[1:], strict=False)]
        times.warm_cpu.append((more.cold_cpu[0] - used.cold_cpu[0]) / WARM)


def table(functions: list[Function], times: dict[str, Times]) -> None:
    """Print medians, and their ratios to the function with boto3."""
    base = times[functions[1].name]

    def of(kind: str, each: Times) -> str:
        value, reference = (statistics.median(getattr(x, kind)) for x in (each, base))
        return f"{value * 1000:8.2f} {value / reference:6.2f}"

    kinds = ("cold", "cold_cpu", "warm", "warm_cpu")
    print(f"{'ms and ratio':<22}" + "".join(f"{kind.replace('_', ' '):>16}" for kind in kinds) + "  memory  files")
    for function in functions:
        each = times[function.name]
        cells = " ".join(of(kind, each) for kind in kinds)
        print(f"{function.name:<22} {cells} {each.memory / 1024:5.0f} MB {function.files or '':>5}")


def main(rounds: int) -> None:
    """Print a table for HTTP, and one for TLS."""
    python = runtime_python(ROOT / ".slipway" / "environments")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        functions = make(Path(folder), ROOT)
        bundle, tls = certificate(Path(folder))
        plain = stack.enter_context(server(answer_of_aws))
        secure = stack.enter_context(server(answer_of_aws, tls))
        for what, variables in (
            ("http", {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{plain}"}),
            ("https", {"AWS_ENDPOINT_URL": f"https://127.0.0.1:{secure}", "AWS_CA_BUNDLE": str(bundle)}),
        ):
            times = {function.name: Times() for function in functions}
            for number in range(rounds):
                for function in functions:
                    environment = {**_SETTINGS, **variables, "PATH": os.environ["PATH"]}
                    measure(python, function, environment, times[function.name], warm=number % 3 == 0)
            print(f"\n{what}, {rounds} rounds")
            table(functions, times)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
