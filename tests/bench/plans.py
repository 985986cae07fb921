"""``python tests/bench/plans.py DOWNLOADS [ROUNDS]``: CPU time of plans of 100 functions by three modules.

The modules of others are downloaded to the folder DOWNLOADS, or taken from ``BENCH_MODULES``: `peer_modules.find`.
The plans are made in turn, so that what else the machine does concerns all of them.
"""

import json
import os
import re
import resource
import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path

from slipway.aws.target import Target
from slipway.local import emulator
from slipway.terraform import binary
from slipway.terraform.environment import environment_for
from slipway.terraform.kept_providers import Providers

sys.path.insert(0, str(Path(__file__).parent))
import peer_modules
from measure import cpu, run, show

ROOT = Path(__file__).parents[2]
ROUNDS = 3
FUNCTIONS = 100
PLANS = 3  # with one provider
_NAME = '"bench-${each.key}"'
OURS = f'source = "../modules/lambda"\n  name = {_NAME}\n  handler = "app.handler"\n'
OURS_BY_NAME = {"Slipway, with its alarms": "", "Slipway, the same resources": "  alarms = { enabled = false }\n"}
PEERS = {
    "terraform-aws-lambda": """
  function_name          = var.name
  handler                = "app.handler"
  runtime                = "python3.13"
  architectures          = ["arm64"]
  create_package         = false
  local_existing_package = "${path.module}/app.zip"
  publish                = true
""",
    "moritzzimmer": """
  function_name    = var.name
  handler          = "app.handler"
  runtime          = "python3.13"
  architectures    = ["arm64"]
  filename         = "${path.module}/app.zip"
  source_code_hash = filebase64sha256("${path.module}/app.zip")
  publish          = true
""",
}
"""How each documents a function whose zip exists already."""

_OUTPUTS = {
    "terraform-aws-lambda": ("lambda_function_name", "lambda_function_version"),
    "moritzzimmer": ("function_name", "version"),
}
# Around a peer's module, which has no alias. In the root, each alias would read the outputs of all 100 functions.
_WITH_ALIAS = """
variable "name" { type = string }
module "function" {
  source = "SOURCE"
  ARGUMENTS
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = module.function.NAME
  function_version = module.function.VERSION
}
"""
_ROOT = """
variable "names" { type = list(string) }
module "app" {
  for_each = toset(var.names)
  CALL
}
"""


def functions(folder: Path, peers: dict[str, Path], target: Target, rounds: int) -> None:
    """Print the CPU time of a plan of 100 functions, each with role, log group, version and alias."""
    environment = {**os.environ, **environment_for(target, ROOT)}
    terraform = str(binary.find(ROOT))
    roots = _roots(folder, peers)
    for root in roots.values():
        run(root, environment, terraform, "init", "-input=false")
    names = json.dumps([f"app-{number:03}" for number in range(FUNCTIONS)])
    plan = (terraform, "plan", "-input=false", "-refresh=false", f"-var=names={names}")
    kept = {name: f"{name}, provider kept" for name in roots}
    times: dict[str, list[float]] = {name: [] for name in (*roots, *kept.values())}
    for _ in range(rounds):
        for name, root in roots.items():
            times[name].append(cpu(partial(run, root, environment, *plan)))
        for name, row in kept.items():
            times[row].append(_with_kept_provider(roots[name], environment, plan))
    show(f"plan of {FUNCTIONS} functions, {rounds} rounds", times, "terraform-aws-lambda")


def _with_kept_provider(root: Path, environment: dict[str, str], plan: tuple[str, ...]) -> float:
    """Return the CPU time of one of several plans in a row, with their share of the provider and of this process."""

    def plans() -> None:
        with Providers(environment, root / ".slipway") as providers:
            for _ in range(PLANS):
                run(root, environment | providers.variables(root, root / ".terraform"), *plan)

    own: list[float] = []
    others = cpu(lambda: own.append(cpu(plans, resource.RUSAGE_SELF)))
    return (others + own[0]) / PLANS


def _roots(folder: Path, peers: dict[str, Path]) -> dict[str, Path]:
    shutil.copytree(ROOT / "modules", folder / "modules")
    roots = {name: _root(folder, name, OURS + arguments) for name, arguments in OURS_BY_NAME.items()}
    for name, source in peers.items():
        copy = folder / f"module-{name}"
        shutil.copytree(source, copy, ignore=shutil.ignore_patterns(".git", "examples"))
        _without_other_providers(copy)
        function, version = _OUTPUTS[name]
        text = _WITH_ALIAS.replace("SOURCE", f"../{copy.name}").replace("ARGUMENTS", PEERS[name])
        wrapper = _folder(folder / f"with-alias-{name}", text.replace("NAME", function).replace("VERSION", version))
        roots[name] = _root(folder, name, f'source = "../{wrapper.name}"\n  name = {_NAME}')
    return roots


def _root(folder: Path, name: str, call: str) -> Path:
    return _folder(folder / name.replace(" ", "-").replace(",", ""), _ROOT.replace("CALL", call))


def _folder(folder: Path, text: str) -> Path:
    folder.mkdir()
    (folder / "main.tf").write_text(text)
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


def main(downloads: Path, rounds: int) -> None:
    """Print the comparison, on its own local AWS."""
    peers = peer_modules.find(downloads)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            local = emulator.up(folder / "local", environments_directory=ROOT / ".slipway" / "environments")
            functions(folder, peers, local.target("eu-central-1", "123456789012"), rounds)
        finally:
            emulator.down(folder / "local")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute(), int(sys.argv[2]) if len(sys.argv) > 2 else ROUNDS)
