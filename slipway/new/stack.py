"""The stack that gets a function or a route, and adding both."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from slipway.config.project import Project
from slipway.errors import SlipwayError
from slipway.new import names, stack_files, templates
from slipway.new.stack_files import Pattern, StackFiles
from slipway.terraform import hcl

ROLE = {"permissions_boundary": "permissions_boundary", "path": "role_path"}
"""Arguments of a role that all modules of a stack have in common, and the stack's variables for them."""

_BY_HAND = "leave --route out, and add the route to routes of module {} yourself"
_SIGNED = '{ type = "AWS_IAM" }'


def find(project: Project, name: str | None, needs: Sequence[str]) -> StackFiles:
    """Return the files of a stack that has blocks of all the modules.

    Args:
        project: the project.
        name: name of the stack. It may lack a function if the project has ``modules/lambda``, or the stack another
            module of Slipway. Default: any.
        needs: folders in ``modules/``, e.g. ``lambda``.

    Raises:
        SlipwayError: no stack fits, or several do and ``name`` is None.
    """
    selected = project.select([] if name is None else [name])
    known = {each.name: stack_files.read(project, each.directory) for each in selected}
    if not known:
        raise SlipwayError("slipway.toml has no stack: write the first one yourself")
    if name and stack_files.source_of(project, known[name], "lambda"):
        needs = [kind for kind in needs if kind != "lambda"]
    fitting = [stack for stack in known if name in (None, stack) and all(map(known[stack].modules, needs))]
    blocks = " and ".join(f"modules/{kind}" for kind in needs)
    if not fitting:
        where = f"the stack {name} has no" if name else "no stack in slipway.toml has a"
        advice = f"add an API with `slipway new api{f' --stack {name}' if name else ''} NAME`"
        advice = advice if "rest-api" in needs else "write the first one yourself"
        if http := [module.label for each in known.values() for _, module in each.modules("http-api")]:
            advice += f"; to use the HTTP API {http[0]}, {_BY_HAND.format(http[0])}"
        raise SlipwayError(f"{where} block of {blocks} to add to or copy from: {advice}")
    if len(fitting) > 1:
        have = f"have a block of {blocks}" if needs else "are in slipway.toml"
        raise SlipwayError(f"several stacks {have}: add --stack {' or --stack '.join(fitting)}")
    return known[fitting[0]]


def pattern(project: Project, stack: StackFiles) -> Pattern:
    """Return the pattern of the stack's last function, or that of its first one."""
    return _like_the_last(stack) or _first(project, stack)


def check_label(stack: StackFiles, label: str) -> None:
    """Raise SlipwayError if the stack has a module block with the label."""
    if stack.has("module", label):
        raise SlipwayError(f"{stack.directory} already has a module {label}: choose another name")


def add_function(
    stack: StackFiles,
    name: str,
    description: str,
    like: Pattern,
    settings: Mapping[str, str],
    statements: Sequence[str],
) -> None:
    """Add the module block of an app's function, with the arguments of `slipway.new.templates.function`.

    Raises:
        SlipwayError: the stack has a module block with its label.
    """
    check_label(stack, name.replace("-", "_"))
    stack.append(like.file, templates.function(name, description, like, settings, statements))


def add_route(stack: StackFiles, name: str, route: str, label: str | None) -> None:
    """Add a route to ``methods`` of a REST API, and its function to ``functions`` if the API has that list.

    Args:
        stack: the stack of the API.
        name: name of the app.
        route: ``METHOD /path``.
        label: name of the API's module block. Default: the only one.

    Raises:
        SlipwayError: the API has the route already, there are several APIs, or ``methods`` isn't a map in braces.
    """
    method, path = route.split()
    file, api = _api(stack, label)
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
        _, api = _api(stack, label)  # at its new positions
        stack.texts[file] = api.with_element("functions", f"module.{module}")


def _like_the_last(stack: StackFiles) -> Pattern | None:
    if not (functions := stack.modules("lambda")):
        return None
    file, last = functions[-1]
    role = last.object("role")
    common = {name: expression for name in ROLE if role and (expression := role.expression(name))}
    return Pattern(file, (last.expression("source") or "").strip('"'), last.expression("alarms"), common)


def _first(project: Project, stack: StackFiles) -> Pattern:
    role = {name: f"var.{variable}" for name, variable in ROLE.items() if stack.has("variable", variable)}
    alarms = "{ actions = var.alarm_actions }" if stack.has("variable", "alarm_actions") else None
    file = project.root / stack.directory / "functions.tf"
    return Pattern(file, stack_files.source_of(project, stack, "lambda"), alarms, role)


def _api(stack: StackFiles, label: str | None) -> tuple[Path, hcl.Body]:
    known = {module.label: (file, module) for file, module in stack.modules("rest-api")}
    fitting = [each for name, each in known.items() if label in (None, name)]
    if label in [module.label for _, module in stack.modules("http-api")]:
        raise SlipwayError(f"module {label} of {stack.directory} is an HTTP API: {_BY_HAND.format(label)}")
    if len(fitting) != 1:
        have = f"has no REST API {label}" if label else "has several REST APIs"
        raise SlipwayError(f"{stack.directory} {have}: add --api {' or --api '.join(known)}")
    return fitting[0]


def _authorization_of_writes(routes: hcl.Body) -> str:
    """Return the authorization of the first route that writes, an expression; AWS_IAM if there is none."""
    for route in routes.attributes():
        method = routes.object(route)
        if method and not route.startswith(names.SAFE_METHODS):
            return method.expression("authorization") or _SIGNED
    return _SIGNED
