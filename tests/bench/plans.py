"""``python tests/bench/plans.py [MODULES]``: CPU time of plans, of 100 functions and of ten scenarios.

MODULES is a folder with clones of other modules for a function, by the names in `PEERS`; nothing of them is installed
here. Each ratio is of one run, one after the other, so that what else the machine does concerns all of them.
"""

import json
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from slipway.aws.target import Target
from slipway.local import emulator
from slipway.terraform import binary
from slipway.terraform.environment import environment_for

ROOT = Path(__file__).parents[2]
ROUNDS = 3
FUNCTIONS = 100
_NAME = '"bench-${each.key}"'
OURS = f'source = "../modules/lambda"\n  name = {_NAME}\n  handler = "app.handler"\n'
PEERS = {
    "terraform-aws-lambda": f"""
  function_name          = {_NAME}
  handler                = "app.handler"
  runtime                = "python3.13"
  architectures          = ["arm64"]
  create_package         = false
  local_existing_package = "${{path.module}}/app.zip"
  publish                = true
""",
    "moritzzimmer": f"""
  function_name    = {_NAME}
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  filename         = "${{path.module}}/app.zip"
  source_code_hash = filebase64sha256("${{path.module}}/app.zip")
  publish          = true
""",
}
"""How each documents a function whose zip exists already."""

_ALIAS = """
resource "aws_lambda_alias" "live" {
  for_each         = toset(var.names)
  name             = "live"
  function_name    = module.app[each.key].OUTPUT
  function_version = module.app[each.key].version
}
"""
_OUTPUTS = {
    "terraform-aws-lambda": ("lambda_function_name", "lambda_function_version"),
    "moritzzimmer": ("function_name", "version"),
}
_ROOT = """
variable "names" { type = list(string) }
module "app" {
  for_each = toset(var.names)
  CALL
}
"""


def cpu(run: Callable[[], object]) -> float:
    """Return the CPU seconds of the processes that a function starts and waits for."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def terraform(directory: Path, target: Target, *arguments: str) -> None:
    """Run Terraform, and exit with what it wrote if it fails."""
    environment = {**os.environ, **environment_for(target, ROOT)}
    command = [str(binary.find(ROOT)), *arguments]
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{directory.name}: {' '.join(arguments)}: {done.stdout[-1500:]}{done.stderr[-1500:]}")


def functions(folder: Path, peers: Path | None, target: Target) -> None:
    """Print the CPU time of a plan of 100 functions, each with role, log group, version and alias."""
    shutil.copytree(ROOT / "modules", folder / "modules")
    roots = {
        "Slipway, with its alarms": _root(folder / "ours", OURS, ""),
        "Slipway, the same resources": _root(folder / "same", OURS + "  alarms = { enabled = false }\n", ""),
    }
    for name, arguments in PEERS.items():
        if peers and (peers / name).is_dir():
            copy = folder / f"module-{name}"
            shutil.copytree(peers / name, copy, ignore=shutil.ignore_patterns(".git", "examples"))
            _without_other_providers(copy)
            function, version = _OUTPUTS[name]
            alias = _ALIAS.replace("OUTPUT", function).replace(".version\n", f".{version}\n")
            roots[name] = _root(folder / name, f'source = "../{copy.name}"\n{arguments}', alias)
    for root in roots.values():
        terraform(root, target, "init", "-input=false")
    names = json.dumps([f"app-{number:03}" for number in range(FUNCTIONS)])
    plan = ("plan", "-input=false", "-refresh=false", f"-var=names={names}")
    times = {name: [] for name in roots}
    for _ in range(ROUNDS):
        for name, root in roots.items():
            times[name].append(cpu(lambda root=root: terraform(root, target, *plan)))
    show(f"plan of {FUNCTIONS} functions", times, "terraform-aws-lambda")


def show(what: str, times: dict[str, list[float]], base: str) -> None:
    """Print medians, their ratio to one of them, and the fastest and slowest."""
    print(what)
    for name, each in times.items():
        ratio = statistics.median(each) / statistics.median(times[base]) if base in times else float("nan")
        print(
            f"  {name:<40} {statistics.median(each):7.2f} CPU s {min(each):7.2f}-{max(each):.2f} {ratio:7.2f}",
            flush=True,
        )


def _root(folder: Path, call: str, more: str) -> Path:
    folder.mkdir()
    (folder / "main.tf").write_text(_ROOT.replace("CALL", call) + more)
    (folder / "app.zip").write_bytes(b"PK\5\6" + bytes(18))
    return folder


def _without_other_providers(module: Path) -> None:
    """Remove what needs another provider than AWS's, and isn't used for a zip that exists: so it gets faster."""
    text = (module / "versions.tf").read_text()
    (module / "versions.tf").write_text(
        re.sub(r"\n    (external|local|null) = \{.*?\n    \}", "", text, flags=re.DOTALL)
    )
    (module / "package.tf").unlink(missing_ok=True)
    for file in module.glob("*.tf"):
        text = re.sub(r'resource "null_resource" .*?\n\}\n', "", file.read_text(), flags=re.DOTALL)
        text = text.replace("data.external.archive_prepare[0].result.filename", "null")
        text = text.replace("data.external.archive_prepare[0].result.was_missing", "null")
        text = re.sub(r"(data\.external\.archive_prepare|null_resource\.archive|local_file\.archive_plan),?", "", text)
        file.write_text(text)


def main(peers: Path | None) -> None:
    """Print all comparisons, on their own local AWS."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            target = emulator.up(folder / "local").target("eu-central-1", "123456789012")
            functions(folder, peers, target)
        finally:
            emulator.down(folder / "local")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else None)
