"""A project whose apps need packages, with local wheels instead of a package index."""

import hashlib
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a project with the apps ``get-movie`` and ``list-movies``."""
    (tmp_path / "wheels").mkdir()
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "wheels"))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    for app in ("get-movie", "list-movies"):
        folder = tmp_path / "project/apps" / app
        folder.mkdir(parents=True)
        (folder / f"{app.replace('-', '_')}.py").write_text("def handler(event, context): ...\n")
    return tmp_path / "project"


@pytest.fixture
def wheel(project: Path) -> Callable[..., str]:
    """``wheel(files)`` makes a wheel of ``movielib``, and returns the line that locks it."""

    def make(files: dict[str, str], tag: str = "py3-none-any", name: str = "movielib", fields: str = "") -> str:
        metadata = f"{name}-1.0.dist-info"
        contents = {
            **files,
            f"{metadata}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n{fields}",
            f"{metadata}/WHEEL": f"Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: {tag}\n",
            f"{metadata}/entry_points.txt": f"[console_scripts]\n{name} = {name}:main\n",
            f"{metadata}/licenses/LICENSE": "MIT",
        }
        record = "".join(f"{path},,\n" for path in [*contents, f"{metadata}/RECORD"])
        path = project.parent / "wheels" / f"{name}-1.0-{tag}.whl"
        with zipfile.ZipFile(path, "w") as opened:
            for file, content in {**contents, f"{metadata}/RECORD": record}.items():
                opened.writestr(file, content)
        return f"{name}==1.0 --hash=sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}\n"

    return make


@pytest.fixture
def require(project: Path) -> Callable[..., None]:
    """``require(line, app=, settings=)`` writes an app's ``requirements.txt`` and ``app.toml``."""

    def write(*lines: str, app: str = "get-movie", settings: str = "") -> None:
        (project / "apps" / app / "requirements.txt").write_text("# locked\n" + "".join(lines))
        (project / "apps" / app / "app.toml").write_text(settings)

    return write
