"""A new app: its folder, its unit test, its check, its Terraform and its entry in the OpenAPI document."""

from pathlib import Path

from slipway.config.project import Project
from slipway.local.control import DEBUG_PORT
from slipway.new import (
    names,
    openapi,
    settings,
    stack,
    stack_files,
    taken,
    templates,
    trigger_blocks,
    trigger_events,
    triggers,
)
from slipway.new.files import Written, write_all
from slipway.new.rendering import render_file


def new_app(
    project: Project,
    name: str,
    *,
    route: str | None = None,
    trigger: str | None = None,
    stack_name: str | None = None,
    api: str | None = None,
) -> Written:
    """Write an app's folder, its unit test and its module block in the Terraform of a stack.

    With a route also the route in the stack's REST API, an operation in ``docs/openapi.json`` if the project has that
    file, and a ``check.json`` if the route only reads. With a trigger also its module blocks and a sample event. A
    project without one gets the launch configuration of Visual Studio Code for `slipway dev --debug`. Either everything
    is written or nothing.

    Args:
        project: the project that gets the app.
        name: name of the app, e.g. ``get-movie``.
        route: ``METHOD /path`` in the stack's REST API. Default: a function without a route.
        trigger: trigger, see `slipway.new.triggers.find`. Default: none.
        stack_name: name of a stack in slipway.toml. If it has no function yet, the project's own ``modules/lambda``
            creates the first one. Default: the only stack with a function, and with a REST API if there is a route.
        api: name of the REST API's module block. Default: the stack's only one.

    Returns:
        The files that were written.

    Raises:
        SlipwayError: the name, the route or the trigger is invalid or taken, or no stack fits.
    """
    files = stack.find(project, stack_name, ["lambda", "rest-api"] if route else ["lambda"])
    return write_all(texts_of(project, files, name, route=route, trigger=trigger, api=api))


def texts_of(
    project: Project,
    files: stack_files.StackFiles,
    name: str,
    *,
    route: str | None = None,
    trigger: str | None = None,
    api: str | None = None,
) -> dict[Path, str]:
    """Return what `new_app` writes, as file -> text, with everything else that has changed in the stack's files."""
    names.check_name(project.root, name)
    if route is not None:
        names.parse_route(route)
    found = triggers.find(files, trigger, name) if trigger is not None else None
    like = stack.pattern(project, files)
    description = route or name.replace("-", " ").capitalize()
    arguments, statements = (found.settings, found.statements) if found else ({}, ())
    stack.add_function(files, name, description, like, arguments, statements)
    if found:
        trigger_blocks.connect(project.root, files, name, found, like)
        taken.check(project, files)
        texts = _of_event(project, name, found) | _output(project, files, name, found)
    else:
        texts = _of_route(project, name, route, _document(project, files, api))
    if route:
        stack.add_route(files, name, route, api)
    return texts | _common(project.root, name) | stack_files.formatted(project.root, files)


def _of_event(project: Project, name: str, trigger: triggers.Trigger) -> dict[Path, str]:
    app, module, tests = _paths(project.root, name)
    texts = {
        app / f"{module}.py": render_file(f"app/{trigger.kind}/handler.py", {"source": trigger.source}),
        tests / f"test_{module}.py": templates.unit_test_of_event(name, module, trigger.kind, project.region),
        tests / "event.json": trigger_events.event(project, trigger, name),
    }
    return texts | ({app / "check.json": templates.check_of_url()} if trigger.kind == "url" else {})


def _output(project: Project, files: stack_files.StackFiles, name: str, trigger: triggers.Trigger) -> dict[Path, str]:
    output = trigger_blocks.output_of(name)
    entry = settings.output(files.directory, output)
    return settings.with_entries(project, entry) if trigger.kind == "url" else {}


def _document(project: Project, files: stack_files.StackFiles, api: str | None) -> Path | None:
    """Return the OpenAPI document, if it describes the API: the project's only one, or one that has its routes."""
    document = project.root / "docs" / "openapi.json"
    if not document.is_file():
        return None
    apis = [module for _, module in files.modules("rest-api")]
    others = (stack_files.read(project, each.directory) for each in project.stacks if each.directory != files.directory)
    if len(apis) + sum(len(each.modules("rest-api")) for each in others) == 1:
        return document
    methods = " ".join(module.expression("methods") or "" for module in apis if api in (None, module.label))
    routes = openapi.routes(document.read_text(encoding="utf-8"))
    return document if any(f'"{route}"' in methods for route in routes) else None


def _of_route(project: Project, name: str, route: str | None, document: Path | None) -> dict[Path, str]:
    app, module, tests = _paths(project.root, name)
    texts = {
        app / f"{module}.py": templates.handler(name, route),
        tests / f"test_{module}.py": templates.unit_test(name, module, route, project.region),
    }
    if route and route.startswith(names.SAFE_METHODS):
        texts[app / "check.json"] = templates.check(route)
    if route and document:
        method, path = names.parse_route(route)
        texts[document] = openapi.with_operation(document.read_text(encoding="utf-8"), method, path, name)
    return texts


def _common(root: Path, name: str) -> dict[Path, str]:
    launch = root / ".vscode" / "launch.json"
    texts = {} if launch.exists() else {launch: templates.launch_configuration(DEBUG_PORT)}
    return {root / "apps" / name / "app.toml": templates.SETTINGS} | texts


def _paths(root: Path, name: str) -> tuple[Path, str, Path]:
    """Return the app's folder, the name of its module, and the folder of its unit test."""
    return root / "apps" / name, name.replace("-", "_"), root / "tests" / "unit" / "apps" / name
