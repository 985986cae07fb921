"""``python tests/bench/scenarios.py [ROUNDS]``: CPU time of ten plans of one module, by the harness and by others."""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from slipway.local import emulator
from slipway.terraform import binary
from slipway.terraform.environment import environment_for

sys.path.insert(0, str(Path(__file__).parent))
from measure import cpu, run, show

ROOT = Path(__file__).parents[2]
ROUNDS = 3
NAMES = [f"table-{number}" for number in range(10)]
_SETTINGS = 'region = "eu-central-1"\naccount = "123456789012"\nenvironment = "bench"\n'
_HARNESS = f"""
def test_ten(tf):
    scenarios = {{name.replace("-", "_"): {{"name": name, "hash_key": "id"}} for name in {NAMES!r}}}
    for name, plan in tf.plans("modules/table", scenarios).items():
        assert plan.one("aws_dynamodb_table")["name"] == name.replace("_", "-")
"""
_TFTEST = f"""
import tftest

for name in {NAMES!r}:
    tests = tftest.TerraformTest("modules/table")
    tests.setup()
    plan = tests.plan(output=True, tf_vars={{"name": name, "hash_key": "id"}})
    assert plan.resources["aws_dynamodb_table.this"]["values"]["name"] == name
"""
_RUN = """
run "NAME" {
  command = plan
  variables {
    name     = "NAME"
    hash_key = "id"
  }
  assert {
    condition     = aws_dynamodb_table.this.name == "NAME"
    error_message = "another name"
  }
}
"""


def make(folder: Path) -> Path:
    """Write a project with the module, and the tests of all; return it."""
    project = folder / "project"
    shutil.copytree(ROOT / "modules" / "table", project / "modules" / "table")
    (project / "slipway.toml").write_text(_SETTINGS)
    (project / "test_ten.py").write_text(_HARNESS)
    (project / "ten.py").write_text(_TFTEST)
    native = folder / "native"
    shutil.copytree(ROOT / "modules" / "table", native)
    runs = "".join(_RUN.replace("NAME", name) for name in NAMES)
    (native / "ten.tftest.hcl").write_text('mock_provider "aws" {}\n' + runs.replace('run "table-', 'run "table_'))
    return project


def main(rounds: int) -> None:
    """Print the CPU time of all, on a local AWS of this run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = make(folder)
        try:
            local = emulator.up(folder / "local", environments_directory=ROOT / ".slipway" / "environments")
            environment = {**os.environ, **environment_for(local.target("eu-central-1", "123456789012"), ROOT)}
            python, native, terraform = sys.executable, folder / "native", str(binary.find(ROOT))
            harness = partial(run, project, environment, python, "-m", "pytest", "-q")
            ways = {
                "Slipway's harness, tf.plans, first run": lambda: _first(project, harness),
                "Slipway's harness, tf.plans": harness,
                "tftest": partial(run, project, environment, python, "ten.py"),
                "terraform test, mock_provider": partial(run, native, environment, terraform, "test"),
            }
            run(native, environment, terraform, "init", "-input=false")
            times: dict[str, list[float]] = {way: [] for way in ways}
            for _ in range(rounds):
                for way, measured in ways.items():
                    times[way].append(cpu(measured))
            show(f"ten plan scenarios, {rounds} rounds", times, "tftest")
        finally:
            emulator.down(folder / "local")


def _first(project: Path, harness: Callable[[], None]) -> None:
    """Run it as in a new clone, without the provider's schema and all else that a run keeps."""
    shutil.rmtree(project / ".slipway", ignore_errors=True)
    harness()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
