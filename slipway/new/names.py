"""The names and routes that a new app may have."""

import functools
import keyword
import re
import sys
from importlib import metadata
from pathlib import Path

from slipway.errors import SlipwayError

# A function's name has at most 64 characters (Lambda's limit), up to 21 of which are the environment and its hyphen.
_MAX_LENGTH = 43
# Of module fan-out, whose topic's name is the beginning of its queues' names: 50.
_MAX_LENGTHS = {"topic": 29}
# Lambda's Python has these in /var/runtime, where a function's own module comes before them:
# https://docs.aws.amazon.com/lambda/latest/dg/python-package.html#python-package-searchpath
_RUNTIME = {
    *("awslambdaric", "boto3", "botocore", "dateutil", "jmespath", "lambda_runtime_client", "lambda_runtime_exception"),
    *("lambda_runtime_log_utils", "lambda_runtime_marshaller", "runtime", "runtime_client", "s3transfer", "simplejson"),
    *("six", "snapshot_restore_py", "typing_extensions", "urllib3"),
    *("conftest", "pytest", "sitecustomize", "usercustomize"),  # of pytest and Python, which load them on their own
}
SAFE_METHODS = ("GET", "HEAD")  # they only read: https://www.rfc-editor.org/rfc/rfc9110#name-safe-methods
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD")  # the gateway answers OPTIONS, for CORS
# As in modules/rest-api: 1 to 5 levels, the last of which may be greedy.
_LEVEL = r"(?:[A-Za-z0-9._~:-]+|\{[A-Za-z0-9._-]+\})"
_PATH = re.compile(rf"/|(?:/{_LEVEL}){{0,4}}/(?:{_LEVEL}|\{{[A-Za-z0-9._-]+\+\}})")


def check_format(kind: str, name: str) -> None:
    """Raise SlipwayError if nothing of the kind, such as ``queue``, can have the name."""
    longest = _MAX_LENGTHS.get(kind, _MAX_LENGTH)
    if len(name) > longest or not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise SlipwayError(
            f"{name!r} can't be the name of a new {kind}: write 1 to {longest} lower-case letters, digits and "
            "single hyphens, starting with a letter, e.g. get-movie"
        )


def check_name(root: Path, name: str) -> None:
    """Raise SlipwayError if no app can have the name, or if something in the project has it already."""
    check_format("app", name)
    module = name.replace("-", "_")
    if keyword.iskeyword(module) or module in sys.stdlib_module_names:
        raise SlipwayError(f"{name!r} can't be an app's name: {module} belongs to Python; add a word, e.g. get-{name}")
    if module in _RUNTIME or module in _installed_packages():
        raise SlipwayError(
            f"{name!r} can't be an app's name: {module} is a package that functions or tests import; add a word, "
            f"e.g. get-{name}"
        )
    for path in (f"apps/{name}", f"libs/{module}", f"libs/{module}.py", f"tests/unit/apps/{name}"):
        if (root / path).exists():
            raise SlipwayError(f"{path} already exists: choose another name")


@functools.cache
def _installed_packages() -> frozenset[str]:
    """Return what can be imported from this environment; to read that takes a tenth of a second."""
    return frozenset(metadata.packages_distributions())


def parse_route(route: str) -> tuple[str, str]:
    """Return method and path of a route such as ``GET /movies/{movieID}``.

    Raises:
        SlipwayError: it isn't a route that a function can have.
    """
    method, _, path = route.partition(" ")
    if method not in _METHODS:
        raise SlipwayError(f"{route!r} isn't a route: write one of {', '.join(_METHODS)}, a space and a path")
    if not _PATH.fullmatch(path):
        raise SlipwayError(
            f"{route!r} isn't a route: a path has 1 to 5 levels of letters, digits and ._~:-, with a leading and no "
            "trailing slash; a level may be a {parameter}, the last one {proxy+}, e.g. /movies/{movieID}"
        )
    parameters = re.findall(r"\{(.+?)\+?\}", path)
    if doubled := [name for name in parameters if parameters.count(name) > 1]:
        raise SlipwayError(f"{route!r} isn't a route: it has {{{doubled[0]}}} twice; name each parameter differently")
    return method, path


def check_siblings(path: str, known: list[str]) -> None:
    """Raise SlipwayError if the path has another parameter than a known one in the same place."""
    parts = path.split("/")
    for other in known:
        for mine, theirs in zip(parts, other.split("/"), strict=False):
            if mine != theirs:
                if mine.startswith("{") and theirs.startswith("{"):
                    raise SlipwayError(
                        f"{path} and {other} have different parameters in one place, where API Gateway allows one: "
                        f"write {theirs} instead of {mine}"
                    )
                break
