"""A small repository that a pipeline delivers: iac/cloud-providers, its functions, the page, and a unit test."""

import base64
import hashlib
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

from pytest_options import WITHOUT_OTHER_PLUGINS
from repository import ROOT
from sample_pipelines import Repository

from slipway.terraform import binary

_IGNORED = shutil.ignore_patterns("__pycache__", "environments", ".terraform*", "examples")
_FOLDERS = (
    "apps/list-cloud-providers",
    "apps/put-cloud-provider",
    "apps/website",
    "iac/cloud-providers",
    "libs/aws_client",
    "libs/cloud_providers",
    "libs/json_schema",
    "libs/rest_api",
    "libs/runtime",
)
LIST = "apps/list-cloud-providers/list_cloud_providers.py"
UNIT_TEST = "tests/unit/test_functions.py"
ACCEPTANCE_TEST = "iac/cloud-providers/acceptance/test_providers.py"
_PROJECT = """\
region = "eu-central-1"
account = "123456789012"
environment = "{environment}"

[stacks.cloud-providers]
directory = "iac/cloud-providers"
"""
_UNIT_TEST = """\
import ast
from pathlib import Path


def test_each_function_has_a_handler():
    for file in Path("apps").glob("*-cloud-provider*/*.py"):
        names = {node.name for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef)}
        assert "handler" in names
"""
# The tools of this run, in place of those that a build installs from a lock in minutes.
_TOOL = """\
import os
import sys

ENVIRONMENT = {{name: value for name, value in os.environ.items() if name != "PYTHONPATH"}} | {extra!r}
ENVIRONMENT["PATH"] = {path!r} + os.pathsep + ENVIRONMENT["PATH"]
os.execve({python!r}, [{python!r}, "-m", {module!r}, *sys.argv[1:]], ENVIRONMENT)
"""
_SOURCE = re.compile(r'^\s*source\s*=\s*"(\.[^"]+)"', re.MULTILINE)
_TOOLS = {"pytest": "pytest/__main__.py", "ruff": "ruff/__main__.py", "slipway.cli": "slipway/cli.py"}


class DeliveredRepository(Repository):
    """A git repository, each of whose commits changes its last good state."""

    good = "HEAD"

    def replace(self, file: str, old: str, new: str) -> str:
        """Commit the last good state with another text in a file, and return the commit."""
        return self.replace_in({file: (old, new)})

    def replace_in(self, texts: dict[str, tuple[str, str]]) -> str:
        """Commit the last good state with another text in each of these files, and return the commit."""
        self.git("checkout", "--quiet", self.good, "--", ".")
        for file, (old, new) in texts.items():
            text = (self.path / file).read_text()
            assert old in text
            (self.path / file).write_text(text.replace(old, new))
        self.git("commit", "--quiet", "--all", "-m", ", ".join(texts))
        return self.git("rev-parse", "HEAD")

    def keep(self) -> None:
        """Let the next commits change the last one."""
        self.good = self.git("rev-parse", "HEAD")


def make(path: Path, name: str, environment: str, backend: str, variables: str) -> DeliveredRepository:
    """Make the repository.

    Args:
        path: an empty folder.
        name: name of the repository, without its owner.
        environment: environment that it is delivered to.
        backend: the content of the environment's ``.s3.tfbackend``.
        variables: the content of its ``.tfvars``.
    """
    repository = DeliveredRepository(path, name)
    for folder in _FOLDERS:
        shutil.copytree(ROOT / folder, path / folder, ignore=_IGNORED)
    copy_modules(path, "iac/cloud-providers")
    shutil.copy(ROOT / "iac/cloud-providers/.terraform.lock.hcl", path / "iac/cloud-providers")
    environments = path / "iac/cloud-providers/environments"
    environments.mkdir()
    (environments / f"{environment}.s3.tfbackend").write_text(backend)
    (environments / f"{environment}.tfvars").write_text(variables)
    (path / "slipway.toml").write_text(_PROJECT.format(environment=environment))
    shutil.copy(ROOT / "pyproject.toml", path)
    (path / UNIT_TEST).parent.mkdir(parents=True)
    (path / UNIT_TEST).write_text(_UNIT_TEST)
    digest = _write_tools(path / "wheels")
    (path / "requirements.txt").write_text(f"--no-index\n--find-links wheels\ntools==1 --hash=sha256:{digest}\n")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "-m", "First")
    repository.keep()
    return repository


def copy_modules(path: Path, folder: str) -> None:
    """Copy the modules that a stack or module calls, and those that they call. Each build unpacks all files."""
    texts = "".join(file.read_text() for file in (ROOT / folder).glob("*.tf"))
    for source in _SOURCE.findall(texts):
        module = os.path.normpath(f"{folder}/{source}")
        if not (path / module).exists():
            shutil.copytree(ROOT / module, path / module, ignore=_IGNORED)
            copy_modules(path, module)


def _write_tools(folder: Path) -> str:
    """Write a wheel whose modules run those of this run's environment, and return its digest."""
    extra = {name: os.environ[name] for name in ("TF_PLUGIN_CACHE_DIR",) if name in os.environ}
    extra["PYTEST_ADDOPTS"] = WITHOUT_OTHER_PLUGINS
    path = str(binary.find(ROOT).parent)
    files = {
        file: _TOOL.format(extra=extra, path=path, python=sys.executable, module=module)
        for module, file in _TOOLS.items()
    }
    metadata = {
        "METADATA": "Metadata-Version: 2.1\nName: tools\nVersion: 1\n",
        "WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files |= {f"{Path(file).parent}/__init__.py": "" for file in files}
    files |= {f"tools-1.dist-info/{name}": text for name, text in metadata.items()}
    files["tools-1.dist-info/RECORD"] = "".join(f"{name},{_hash(text)},{len(text)}\n" for name, text in files.items())
    folder.mkdir()
    wheel = folder / "tools-1-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as opened:
        for name, text in files.items():
            opened.writestr(name, text)
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


def _hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
