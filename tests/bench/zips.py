"""``python tests/bench/zips.py [ROUNDS]``: what the files in the zip of get-movie cost at a cold start.

Each start is a process of ``awslambdaric``, as in cold_warm.py: with all sources or those that the function imports,
with bytecode, and with both in an archive in the zip, from which Python imports by ``zipimport``.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from slipway.bench.processes import Function, run
from slipway.bench.runtime_api import server
from slipway.local.environments import runtime_python
from slipway.package import bytecode
from slipway.package.package import package

sys.path.insert(0, str(Path(__file__).parent))
from cold_warm import ROOT, SETTINGS
from functions import REQUEST
from services import answer_of_aws

ROUNDS = 21
APP, MODULE = "get-movie", "get_movie"
_ARCHIVE = "modules.zip"
# In the place of the handler's module, which is then imported from the archive.
_IMPORT = f"""import sys
sys.path.insert(0, __file__.rpartition("/")[0] + "/{_ARCHIVE}")
del sys.modules["{MODULE}"]
import {MODULE}
"""
_PRINT_IMPORTED = f"""
import os, sys
sys.path.insert(0, os.getcwd())
import {MODULE}
files = [getattr(module, "__file__", None) or "" for module in list(sys.modules.values())]
print(*[file for file in files if file.startswith(os.getcwd())], sep="\\n")
"""


def main(rounds: int) -> None:
    """Print the median CPU time of each form, and its ratio to the sources."""
    python = runtime_python(ROOT / ".slipway" / "environments")
    with tempfile.TemporaryDirectory() as name, server(answer_of_aws) as port:
        environment = {**SETTINGS, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}", "PATH": os.environ["PATH"]}
        folders = make(Path(name).resolve(), python, environment)
        times: dict[str, list[float]] = {form: [] for form in folders}
        for _ in range(rounds):
            for form, folder in folders.items():
                function = Function(form, folder, f"{MODULE}.handler", json.dumps(REQUEST), b"The Matrix")
                times[form].append(run(python, function, environment, 1).cold_cpu)
        base = statistics.median(times["sources"])
        for form, each in times.items():
            files = sum(path.is_file() for path in folders[form].rglob("*"))
            median = statistics.median(each)
            print(f"{form:<28} {files:3} files  {median * 1000:6.1f} CPU ms  {median / base:.2f}", flush=True)


def make(root: Path, python: Path, environment: dict[str, str]) -> dict[str, Path]:
    """Return a folder for each form of the zip, with its content."""
    (artifact,) = package(ROOT, [APP])
    names = ("sources", "imported sources", "archive", "bytecode", "imported bytecode", "archive with bytecode")
    sources, imported, archived, compiled, only_bytecode, archived_bytecode = folders = [root / name for name in names]
    for folder in (sources, compiled):
        with zipfile.ZipFile(artifact.path) as opened:
            opened.extractall(folder)
    subprocess.run([python, "-I", "-S", bytecode.__file__, compiled], check=True)
    command = [python, "-c", _PRINT_IMPORTED]
    printed = subprocess.run(command, cwd=sources, env=environment, capture_output=True, text=True, check=True).stdout
    for file in map(Path, printed.split()):
        name = file.relative_to(sources)
        _copy(file, imported / name)
        _copy(_bytecode(compiled / name), only_bytecode / name.with_suffix(".pyc"))
    for content, folder in ((sources, archived), (compiled, archived_bytecode)):
        _archive(content, folder)
    return dict(zip(names, folders, strict=True))


def _bytecode(source: Path) -> Path:
    (found,) = (source.parent / "__pycache__").glob(f"{source.stem}.*.pyc")
    return found


def _copy(file: Path, copied: Path) -> None:
    copied.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, copied)


def _archive(content: Path, folder: Path) -> None:
    """Write a folder's files into an archive, where Python finds bytecode beside its source."""
    folder.mkdir()
    with zipfile.ZipFile(folder / _ARCHIVE, "w") as written:
        for file in sorted(path for path in content.rglob("*") if path.is_file()):
            name = file.relative_to(content)
            if file.suffix == ".pyc":
                name = name.parent.parent / f"{name.name.partition('.')[0]}.pyc"
            written.write(file, name)
    (folder / f"{MODULE}.py").write_text(_IMPORT)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
