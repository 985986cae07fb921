"""The locked requirements of an app and its libs."""

import re
from collections.abc import Iterator
from pathlib import Path

from slipway.config.app import App
from slipway.errors import SlipwayError
from slipway.package import sources

_OTHER_FILE = re.compile(r"(-[rc]|--requirements?\b|--constraints?\b)")
_EDITABLE = re.compile(r"(-e|--editable\b)")
_SOURCE = re.compile(r"(?:^|@\s*)(?:(?:git|hg|svn|bzr)\+|\S+\.(?:tar\.\w+|tgz|zip)(?:[#\s]|$)|\.{0,2}/(?!\S*\.whl))")
# A path, alone, after ``name @`` or of an option. uv and pip resolve it from the working directory.
_PATH = re.compile(
    r"^(?P<before>\s*(?:[\w.-]+(?:\[[^\]]*\])?\s*@\s*|(?:-f|--find-links)[\s=])?)(?:file:(?!/))?"
    r"(?P<path>(?![a-z]+:)(?:\.{1,2}/|(?<=-f )|(?<=links[ =])|(?=[^\s/$]\S*\.whl))[^\s;#]+)",
    re.MULTILINE,
)
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")
# A requirement may be for another system or another release of Python. The function's values of these are known.
_KNOWN = re.compile(
    r"\b(?:sys_platform|platform_system|os_name|platform_machine|python_version|python_full_version|"
    r"implementation_name|implementation_version|platform_python_implementation)\b"
)
_UNKNOWN = re.compile(r"\b(?:platform_release|platform_version|extra|extras|dependency_groups)\b")
# Lambda's name -> Linux's name of the machine, and the one of macOS or Windows
_MACHINES = {"arm64": ("aarch64", "arm64"), "x86_64": ("x86_64", "AMD64")}
_SYSTEM = re.compile(r"\b(?:sys_platform|platform_system|os_name)\b")


def files(app: App) -> dict[str, Path]:
    """Return path from the project -> file, for each ``requirements.txt`` of the app and its libs with requirements."""
    folders = [app.folder, *(app.project / "libs" / lib for lib in sorted(app.libs))]
    paths = [folder / sources.REQUIREMENTS_FILE for folder in folders]
    labels = {path.relative_to(app.project).as_posix(): path for path in paths}
    return {label: path for label, path in labels.items() if any(_lines(sources.read(path, label)))}


def text(app: App) -> str:
    """Return the requirements of the app and its libs together, with absolute paths.

    Raises:
        SlipwayError: requirements have no hashes, include another file, or must be built.
    """
    return "".join(_text(app, label, path) for label, path in files(app).items())


def missing(requirements: str, installed: Path, app: App) -> list[str]:
    """Return the requirements that aren't installed and aren't for another system or release of Python."""
    found = {_normal(path.name.split("-")[0]) for path in installed.glob("*.dist-info")}
    absent = [line for line in _lines(requirements) if (name := _requirement_name(line)) and name not in found]
    return [_without_hashes(line) for line in absent if not _is_for_another(line, app)]


def _text(app: App, label: str, path: Path) -> str:
    content = sources.read(path, label)
    for line in _lines(content):
        _check(label, line)
    if "--hash=" not in content:
        raise SlipwayError(
            f"{label} has no hashes: write it with `uv pip compile "
            f"--generate-hashes --python-version {app.python} {label.removesuffix('.txt')}.in -o {label}`"
        )
    return _PATH.sub(lambda match: f"{match['before']}{_url(path.parent / match['path'])}", content).rstrip("\n") + "\n"


def _url(path: Path) -> str:
    return path.resolve().as_uri()


def _check(label: str, line: str) -> None:
    if _OTHER_FILE.match(line):
        raise SlipwayError(
            f"{label} includes another file ({line}), whose changes wouldn't be noticed: write its requirements here"
        )
    requirement = _without_hashes(line)
    if _EDITABLE.match(line) or _SOURCE.search(requirement):
        raise SlipwayError(f"{label} has a requirement that must be built ({requirement}): {how(label)}")


def how(label: str) -> str:
    """Return how to install a package that has no wheel."""
    folder = label.rpartition("/")[0]
    return (
        f"build a wheel for the function's platform into {folder}/vendor with `pip wheel --no-deps --wheel-dir vendor "
        "SOURCE`, and require it as `./vendor/NAME.whl --hash=sha256:HASH`, with the hash that `pip hash` prints"
    )


def _lines(content: str) -> Iterator[str]:
    """Yield the requirements and options, each as one line without its comment."""
    for line in re.sub(r"\\\r?\n", " ", content).splitlines():
        if stripped := re.sub(r"(^|\s+)#.*", "", line).strip():
            yield re.sub(r"\s+", " ", stripped)


def _without_hashes(line: str) -> str:
    return line.partition(" --hash")[0].strip()


def _requirement_name(line: str) -> str | None:
    requirement = _without_hashes(line).partition(";")[0].strip()
    if requirement.startswith("-"):
        return None
    if requirement.endswith(".whl") and "@" not in requirement:
        requirement = requirement.rpartition("/")[2].split("-")[0]
    match = _NAME.match(requirement)
    return _normal(match[0]) if match else None


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _is_for_another(line: str, app: App) -> bool:
    """Return whether a requirement's marker can leave it out for a reason that is certain."""
    marker = _without_hashes(line).partition(";")[2]
    if not _KNOWN.search(marker) or _UNKNOWN.search(marker):
        return False
    name, other = _MACHINES[app.architecture]
    is_misnamed = other in marker and name not in marker
    return not is_misnamed or bool(_SYSTEM.search(marker))
