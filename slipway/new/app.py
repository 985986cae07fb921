"""A new app: its folder, its unit test, its check, its Terraform and its entry in the OpenAPI document."""

from pathlib import Path

from slipway.config.project import Project
from slipway.new import names, openapi, stack, templates


def new_app(project: Project, name: str, *, route: str | None = None, stack_name: str | None = None) -> list[Path]:
    """Write an app's folder, its unit test and its module block in the Terraform of a stack.

    With a route also the route in the stack's REST API, an operation in ``docs/openapi.json`` if the project has that
    file, and a ``check.json`` if the route only reads. Either everything is written or nothing.

    Args:
        project: the project that gets the app.
        name: name of the app, e.g. ``get-movie``.
        route: ``METHOD /path`` in the stack's REST API. Default: a function without a route.
        stack_name: name of a stack in slipway.toml. If it has no function yet, the project's own ``modules/lambda``
            creates the first one. Default: the only stack with a function, and with a REST API if there is a route.

    Returns:
        The files that were written or changed.

    Raises:
        SlipwayError: the name or the route is invalid or taken, or no stack fits.
    """
    names.check_name(project.root, name)
    method, path = names.parse_route(route) if route else ("", "")
    files = stack.find(project, stack_name, ["lambda", "rest-api"] if route else ["lambda"])
    stack.add_function(project.root, files, name, route)
    if route:
        stack.add_route(files, name, route)
    texts = _app_files(project, name, route) | stack.formatted(project.root, files)
    document = project.root / "docs" / "openapi.json"
    if route and document.is_file():
        texts[document] = openapi.with_operation(document.read_text(encoding="utf-8"), method, path, name)
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(texts)


def _app_files(project: Project, name: str, route: str | None) -> dict[Path, str]:
    root, module = project.root, name.replace("-", "_")
    test = templates.unit_test(name, module, route, project.region)
    texts = {
        root / "apps" / name / f"{module}.py": templates.handler(name, route),
        root / "apps" / name / "app.toml": templates.SETTINGS,
        root / "tests" / "unit" / "apps" / name / f"test_{module}.py": test,
    }
    if route and route.startswith(names.SAFE_METHODS):
        texts[root / "apps" / name / "check.json"] = templates.check(route)
    return texts
