"""A stack's Terraform with a new function, and a new route, in it."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import names, templates
from slipway.new.hcl import Module
from slipway.terraform import binary

_MODULE = "modules/lambda"
_BOUNDARY = re.compile(r"\bpermissions_boundary\s*=([^,#}\n]+)")
_BOUNDARY_VARIABLE = re.compile(r'^variable "permissions_boundary"', re.MULTILINE)
_SIGNED = '{ type = "AWS_IAM" }'


@dataclass
class StackFiles:
    """The ``.tf`` files of a stack's directory, as they are to become.

    Attributes:
        directory: from the project's root, e.g. ``iac/movies``.
        texts: file -> text.
    """

    directory: str
    texts: dict[Path, str] = field(default_factory=dict)

    def modules(self, kind: str) -> list[tuple[Path, Module]]:
        """Return the blocks whose source is ``modules/<kind>``, wherever that is, in the files' order."""
        source = re.compile(rf'"(?:.*/)?modules/{kind}(?:\?.*)?"')
        return [(file, module) for file, module in self._all() if source.fullmatch(module.expression("source") or "")]

    def labels(self) -> set[str]:
        """Return the names of all module blocks."""
        return {module.label for _, module in self._all()}

    def append(self, file: Path, block: str) -> None:
        """Add a block at a file's end."""
        self.texts[file] = f"{self.texts.get(file, '').rstrip()}\n{block}".lstrip()

    def _all(self) -> Iterator[tuple[Path, Module]]:
        for file, text in sorted(self.texts.items()):
            for module in Module.all_in(text):
                yield file, module


def find(project: Project, name: str | None, needs: Sequence[str]) -> StackFiles:
    """Return the files of the stack that has blocks of all those modules, or of the one of that name.

    A stack that is named may have no function yet, where the project has the module.

    Raises:
        SlipwayError: there is none, or several and no name.
    """
    known = {stack.name: _read(project.root, stack.directory) for stack in project.stacks}
    if name and name not in known:
        raise SlipwayError(f"there is no stack {name!r} in slipway.toml; there are {', '.join(known) or 'none'}")
    needs = [kind for kind in needs if not (name and kind == "lambda" and (project.root / _MODULE).is_dir())]
    fitting = [stack for stack in known if name in (None, stack) and all(map(known[stack].modules, needs))]
    blocks = " and ".join(f"modules/{kind}" for kind in needs)
    if not fitting:
        where = f"the stack {name}" if name else "no stack of slipway.toml"
        raise SlipwayError(f"{where} has {'no' if name else 'a'} block of {blocks} to go by: write the first one there")
    if len(fitting) > 1:
        raise SlipwayError(f"several stacks have a block of {blocks}: add --stack {' or --stack '.join(fitting)}")
    return known[fitting[0]]


def add_function(root: Path, stack: StackFiles, name: str, route: str | None) -> None:
    """Add the module block of an app's function: after the last one and like it, or as the stack's first."""
    module = name.replace("-", "_")
    if taken := {module, f"{module}_method"} & stack.labels():
        raise SlipwayError(f"{stack.directory} has a module {min(taken)} already: take another name")
    file, source, boundary = _like_the_last(stack) or _first(root, stack)
    stack.append(file, templates.function(name, module, source, route, boundary))


def add_method(stack: StackFiles, name: str, route: str) -> None:
    """Add a route's path and fingerprint to the stack's API, and the module block of its method.

    Raises:
        SlipwayError: the route is taken, there are several APIs, or paths and methods aren't written out.
    """
    module = name.replace("-", "_")
    method, path = route.split()
    authorization = None if method in names.SAFE_METHODS else _authorization_of_writes(stack)
    known = _written_out(stack, "paths")
    if f'"{route}"' in _written_out(stack, "methods"):
        raise SlipwayError(f"{stack.directory} has the route {route} already")
    names.check_siblings(path, re.findall(r'"(/[^"]*)"', known))
    if f'"{path}"' not in known:
        _add_item(stack, "paths", f'"{path}"')
    _add_item(stack, "methods", f'"{route}" = module.{module}_method.fingerprint')
    file, api = _api(stack)
    source = (api.expression("source") or "").strip('"').replace("modules/rest-api", "modules/rest-api-method")
    stack.append(file, templates.method(module, source, api.label, route, authorization))


def formatted(root: Path, stack: StackFiles) -> dict[Path, str]:
    """Return the files that have changed, as ``terraform fmt`` has them, which also reads them."""
    changed = {
        file: text
        for file, text in stack.texts.items()
        if not file.exists() or text != file.read_text(encoding="utf-8")
    }
    return {file: _format(root, file, text) for file, text in changed.items()}


def _like_the_last(stack: StackFiles) -> tuple[Path, str, str | None] | None:
    """Return the file, the source and the role's permissions boundary of the last function; None if there is none."""
    if not (functions := stack.modules("lambda")):
        return None
    file, last = functions[-1]
    boundary = _BOUNDARY.search(last.literal("role") or "")
    return file, (last.expression("source") or "").strip('"'), boundary[1].strip() if boundary else None


def _first(root: Path, stack: StackFiles) -> tuple[Path, str, str | None]:
    """Return the same for a stack's first function, whose module is the project's own."""
    directory = root / stack.directory
    source = Path(os.path.relpath(root / _MODULE, directory)).as_posix()
    bounded = any(map(_BOUNDARY_VARIABLE.search, stack.texts.values()))
    return directory / "functions.tf", source, "var.permissions_boundary" if bounded else None


def _read(root: Path, directory: str) -> StackFiles:
    files = sorted((root / directory).glob("*.tf"))
    return StackFiles(directory, {file: file.read_text(encoding="utf-8") for file in files})


def _api(stack: StackFiles) -> tuple[Path, Module]:
    found = stack.modules("rest-api")
    if len(found) > 1:
        labels = ", ".join(module.label for _, module in found)
        raise SlipwayError(f"{stack.directory} has several REST APIs ({labels}): leave --route out and add the method")
    return found[0]


def _written_out(stack: StackFiles, argument: str) -> str:
    """Return the text of the API's argument, brackets and all."""
    file, api = _api(stack)
    written = api.literal(argument)
    if written is None:
        raise SlipwayError(
            f"{file.name} of {stack.directory}: {argument} of module {api.label} isn't written out there: leave "
            "--route out and add the method yourself"
        )
    return written


def _add_item(stack: StackFiles, argument: str, item: str) -> None:
    file, api = _api(stack)
    stack.texts[file] = api.with_item(argument, item)


def _authorization_of_writes(stack: StackFiles) -> str:
    """Return what the stack's other methods that change something have, or signatures where there are none."""
    for _, method in stack.modules("rest-api-method"):
        if (method.expression("http_method") or "").strip('"') not in names.SAFE_METHODS:
            return method.expression("authorization") or _SIGNED
    return _SIGNED


def _format(root: Path, file: Path, text: str) -> str:
    # Terraform refuses to start when this names a file that isn't there, and needs none to format.
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    command = [str(binary.find(root)), "fmt", "-no-color", "-"]
    done = subprocess.run(
        command, input=text, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SlipwayError(f"{file.relative_to(root)} can't be added to; terraform fmt says:\n{done.stderr.strip()}")
    return done.stdout
