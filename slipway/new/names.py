"""Which names and routes a new app may have."""

import keyword
import re
import sys
from pathlib import Path

from slipway.errors import SlipwayError

# A function's name has 64 characters (Lambda's limit), of which the environment and its hyphen take up to 21.
_LONGEST = 43
SAFE_METHODS = ("GET", "HEAD")  # they only read: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")  # a REST API answers OPTIONS itself, for CORS
_LEVEL = r"[A-Za-z0-9._~:-]+"
# As modules/rest-api takes them: 1 to 5 levels, of which the first is no parameter.
_PATH = re.compile(rf"/|/{_LEVEL}(/({_LEVEL}|\{{[A-Za-z0-9._-]+\}})){{0,4}}")


def check_name(project: Path, name: str) -> None:
    """Raise SlipwayError for a name that no app can have, or that something has already."""
    if len(name) > _LONGEST or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise SlipwayError(
            f"{name!r} can't be an app's name: write 1 to {_LONGEST} lower-case letters, digits and single "
            "hyphens, from a letter on, e.g. get-movie"
        )
    module = name.replace("-", "_")
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise SlipwayError(f"{name!r} can't be an app's name: {module} is Python's own; add a word, e.g. get-{name}")
    for path in (f"apps/{name}", f"libs/{module}", f"tests/unit/apps/{name}"):
        if (project / path).exists():
            raise SlipwayError(f"{path} is there already: take another name")


def parse_route(route: str) -> tuple[str, str]:
    """Return method and path of a route such as ``GET /movies/{movieID}``.

    Raises:
        SlipwayError: it is none, or none that a function can answer.
    """
    method, _, path = route.partition(" ")
    if method not in _METHODS:
        raise SlipwayError(f"{route!r} is no route: write one of {', '.join(_METHODS)}, a space and a path")
    if not _PATH.fullmatch(path):
        raise SlipwayError(
            f"{route!r} is no route: a path has 1 to 5 levels of letters, digits and ._~:-, with a leading and no "
            "trailing slash; each but the first may be a {parameter}, e.g. /movies/{movieID}"
        )
    return method, path


def check_siblings(path: str, known: list[str]) -> None:
    """Raise SlipwayError if API Gateway couldn't tell the path from one that is there."""
    parts = path.split("/")
    for other in known:
        for mine, theirs in zip(parts, other.split("/"), strict=False):
            if mine != theirs:
                if mine.startswith("{") and theirs.startswith("{"):
                    raise SlipwayError(f"{path} and {other} differ in a parameter's name alone: write {theirs}")
                break
