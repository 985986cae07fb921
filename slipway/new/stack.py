"""A stack's Terraform files, to which a function and a route are added."""

import os
import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import names, templates
from slipway.terraform import binary, hcl

_MODULE = "modules/lambda"
# Arguments of a role that all functions of a stack have in common, and the stack's variables for them.
_ROLE = {"permissions_boundary": "permissions_boundary", "path": "role_path"}
_SIGNED = '{ type = "AWS_IAM" }'


@dataclass
class StackFiles:
    """The ``.tf`` files of a stack's directory, with their new text.

    Attributes:
        directory: path from the project's root, e.g. ``iac/movies``.
        texts: file -> text.
    """

    directory: str
    texts: dict[Path, str] = field(default_factory=dict)

    def modules(self, kind: str) -> list[tuple[Path, hcl.Body]]:
        """Return the blocks whose source is ``modules/<kind>``, in any repository, in the order of the files."""
        source = re.compile(rf'"(?:.*/)?modules/{kind}(?:\?.*)?"')
        return [(file, module) for file, module in self._all() if source.fullmatch(module.expression("source") or "")]

    def labels(self) -> set[str]:
        """Return the names of all module blocks."""
        return {module.label for _, module in self._all()}

    def append(self, file: Path, block: str) -> None:
        """Add a block at the end of a file."""
        self.texts[file] = f"{self.texts.get(file, '').rstrip()}\n{block}".lstrip()

    def _all(self) -> Iterator[tuple[Path, hcl.Body]]:
        for file, text in sorted(self.texts.items()):
            for module in hcl.modules(text):
                yield file, module


def find(project: Project, name: str | None, needs: Sequence[str]) -> StackFiles:
    """Return the files of a stack that has blocks of all the modules.

    Args:
        project: the project.
        name: name of the stack. It may lack a function if the project has ``modules/lambda``. Default: any.
        needs: folders in ``modules/``, e.g. ``lambda``.

    Raises:
        SlipwayError: no stack fits, or several do and ``name`` is None.
    """
    project.select([name] if name else [])  # it exists
    known = {stack.name: _read(project.root, stack.directory) for stack in project.stacks}
    needs = [kind for kind in needs if not (name and kind == "lambda" and (project.root / _MODULE).is_dir())]
    fitting = [stack for stack in known if name in (None, stack) and all(map(known[stack].modules, needs))]
    blocks = " and ".join(f"modules/{kind}" for kind in needs)
    if not fitting:
        where = f"the stack {name} has no" if name else "no stack in slipway.toml has a"
        raise SlipwayError(f"{where} block of {blocks} to add to or copy from: write the first one yourself")
    if len(fitting) > 1:
        raise SlipwayError(f"several stacks have a block of {blocks}: add --stack {' or --stack '.join(fitting)}")
    return known[fitting[0]]


def add_function(root: Path, stack: StackFiles, name: str, route: str | None) -> None:
    """Add the module block of an app's function, after the last one and like it, or as the stack's first."""
    module = name.replace("-", "_")
    if module in stack.labels():
        raise SlipwayError(f"{stack.directory} already has a module {module}: choose another name")
    file, source, alarms, role = _like_the_last(stack) or _first(root, stack)
    stack.append(file, templates.function(name, module, source, route, alarms, role))


def add_route(stack: StackFiles, name: str, route: str) -> None:
    """Add a route to ``methods`` of the stack's REST API, and its function to ``functions`` if the API has that list.

    Raises:
        SlipwayError: the API has the route already, there are several APIs, or ``methods`` isn't a map in braces.
    """
    method, path = route.split()
    file, api = _api(stack)
    routes = api.object("methods")
    if routes is None:
        raise SlipwayError(
            f"{file.name} of {stack.directory}: methods of module {api.label} isn't a map in braces: leave --route "
            "out and add the route yourself"
        )
    if route in routes.attributes():
        raise SlipwayError(f"{stack.directory} already has the route {route}")
    names.check_siblings(path, [known.partition(" ")[2] for known in routes.attributes()])
    authorization = None if method in names.SAFE_METHODS else _authorization_of_writes(routes)
    module = name.replace("-", "_")
    functions = api.elements_of("functions")
    stack.texts[file] = routes.with_attribute(templates.route(route, module, authorization, by_name=bool(functions)))
    if functions:
        _, api = _api(stack)  # at its new positions
        stack.texts[file] = api.with_element("functions", f"module.{module}")


def formatted(root: Path, stack: StackFiles) -> dict[Path, str]:
    """Return the files that have changed, formatted by ``terraform fmt``, which refuses invalid syntax."""
    changed = {
        file: text
        for file, text in stack.texts.items()
        if not file.exists() or text != file.read_text(encoding="utf-8")
    }
    return {file: _format(root, file, text) for file, text in changed.items()}


def _like_the_last(stack: StackFiles) -> tuple[Path, str, str | None, dict[str, str]] | None:
    """Return file, source, alarms and common arguments of the role (expressions) of the last function, if any."""
    if not (functions := stack.modules("lambda")):
        return None
    file, last = functions[-1]
    role = last.object("role")
    common = {name: expression for name in _ROLE if role and (expression := role.expression(name))}
    return file, (last.expression("source") or "").strip('"'), last.expression("alarms"), common


def _first(root: Path, stack: StackFiles) -> tuple[Path, str, str | None, dict[str, str]]:
    """Return the same for a stack's first function, whose module is the project's own."""
    directory = root / stack.directory
    source = Path(os.path.relpath(root / _MODULE, directory)).as_posix()
    text = "\n".join(stack.texts.values())
    declared = {
        name: f"var.{variable}"
        for name, variable in _ROLE.items()
        if re.search(rf'^variable "{variable}"', text, re.MULTILINE)
    }
    alarms = "{ actions = var.alarm_actions }" if re.search(r'^variable "alarm_actions"', text, re.MULTILINE) else None
    return directory / "functions.tf", source, alarms, declared


def _read(root: Path, directory: str) -> StackFiles:
    files = sorted((root / directory).glob("*.tf"))
    return StackFiles(directory, {file: file.read_text(encoding="utf-8") for file in files})


def _api(stack: StackFiles) -> tuple[Path, hcl.Body]:
    found = stack.modules("rest-api")
    if len(found) > 1:
        labels = ", ".join(module.label for _, module in found)
        raise SlipwayError(f"{stack.directory} has several REST APIs ({labels}): leave --route out and add it yourself")
    return found[0]


def _authorization_of_writes(routes: hcl.Body) -> str:
    """Return the authorization of the first route that writes, an expression; AWS_IAM if there is none."""
    for route in routes.attributes():
        method = routes.object(route)
        if method and not route.startswith(names.SAFE_METHODS):
            return method.expression("authorization") or _SIGNED
    return _SIGNED


def _format(root: Path, file: Path, text: str) -> str:
    # Terraform refuses to start if this names a file that doesn't exist. Formatting doesn't need it.
    environment = {name: value for name, value in os.environ.items() if name != "TF_CLI_CONFIG_FILE"}
    command = [str(binary.find(root)), "fmt", "-no-color", "-"]
    done = subprocess.run(
        command, input=text, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise SlipwayError(f"{file.relative_to(root)} can't be changed; terraform fmt:\n{done.stderr.strip()}")
    return done.stdout
