"""``python tests/bench/cold_warm.py PEERS [ROUNDS]``: cold and warm starts, beside a plain boto3 client.

Each start is a process of ``awslambdaric`` over the Runtime API, with the real zips, in turn. The ratios are of
medians; CPU time is what a busy machine doesn't change much. The cold start of a function with SnapStart is what
restoring leaves to do: from the hooks after the restore to the response. PEERS is a folder with the peers' packages.
"""

import os
import statistics
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from slipway.bench.processes import run
from slipway.bench.report import percentile
from slipway.bench.runtime_api import server
from slipway.local.environments import runtime_python

sys.path.insert(0, str(Path(__file__).parent))
from functions import Case, make
from services import answer_of_aws, certificate

ROOT = Path(__file__).parents[2]
ROUNDS = 15
WARM = 500  # invocations after the first
SETTINGS = {
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_SESSION_TOKEN": "token",
    "AWS_REGION": "eu-central-1",
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
    "PRODUCTS_TABLE": "products",
    "MOVIE_EVENTS_TOPIC_ARN": "arn:aws:sns:eu-central-1:123456789012:topic",
    "PYTHONDONTWRITEBYTECODE": "1",  # as the folder of a function, which is read-only
}


@dataclass
class Times:
    """Of one function, in seconds."""

    cold: list[float] = field(default_factory=list)
    cold_cpu: list[float] = field(default_factory=list)
    warm: list[float] = field(default_factory=list)
    warm_cpu: list[float] = field(default_factory=list)
    memory: int = 0  # kB

    def add(self, python: Path, case: Case, environment: dict[str, str], *, warm: bool) -> None:
        """Start the function, and note its cold start and, if wanted, warm ones after it."""
        done = run(python, case.function, {**environment, **case.variables}, 1 + WARM * warm)
        self.cold.append(done.cold)
        self.cold_cpu.append(done.cold_cpu)
        self.warm += done.warm
        self.warm_cpu += done.warm_cpu
        self.memory = max(self.memory, done.memory)


def table(cases: list[Case], times: dict[str, Times]) -> None:
    """Print medians, their ratios to the function with boto3, and the middle half of the cold starts' CPU times."""
    base = times[cases[1].name]

    def of(kind: str, each: Times) -> str:
        value, reference = (statistics.median(getattr(x, kind)) for x in (each, base))
        return f"{value * 1000:8.2f} {value / reference:6.2f}"

    kinds = ("cold", "cold_cpu", "warm", "warm_cpu")
    heads = "".join(f"{kind.replace('_', ' '):>16}" for kind in kinds)
    print(f"{'ms and ratio':<28}{heads}  cold cpu 25-75 %  memory  files")
    for case in cases:
        each = times[case.name]
        cells = " ".join(of(kind, each) for kind in kinds)
        spread = "-".join(f"{percentile(each.cold_cpu, share) * 1000:.1f}" for share in (25, 75))
        print(f"{case.name:<28} {cells} {spread:>17} {each.memory / 1024:5.0f} MB {case.files or '':>5}", flush=True)


def main(peers: Path, rounds: int) -> None:
    """Print a table for HTTP, and one for TLS."""
    python = runtime_python(ROOT / ".slipway" / "environments")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        authority, bundle, tls = certificate(Path(folder))
        cases = make(Path(folder), ROOT, peers, authority, bundle)
        plain = stack.enter_context(server(answer_of_aws))
        secure = stack.enter_context(server(answer_of_aws, tls))
        for what, port in (("http", plain), ("https", secure)):
            times = {case.name: Times() for case in cases}
            endpoint = f"{what}://127.0.0.1:{port}"
            environment = {**SETTINGS, "AWS_ENDPOINT_URL": endpoint, "PATH": os.environ["PATH"]}
            for number in range(rounds):
                for case in cases:
                    times[case.name].add(python, case, environment, warm=number % 3 == 0)
            print(f"\n{what}, {rounds} rounds")
            table(cases, times)


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)
