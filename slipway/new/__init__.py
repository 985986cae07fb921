"""``slipway new``: an app with its test and its Terraform, which lint and tests take as they are."""

from pathlib import Path

from slipway.config.project import Project
from slipway.new import names, openapi, stack, templates


def new_app(project: Project, name: str, *, route: str | None = None, stack_name: str | None = None) -> list[Path]:
    """Write an app's folder, its unit test, and its blocks in the Terraform of a stack.

    With a route also the method, its path and fingerprint in the API's block, an operation in ``docs/openapi.json``
    where the project has that file, and a ``check.json`` if the route only reads. Nothing is written unless all of it
    can be.

    Args:
        project: gets the app.
        name: e.g. ``get-movie``.
        route: ``METHOD /path`` of the stack's REST API; none makes a function that no route leads to.
        stack_name: of slipway.toml; None takes the one stack that has functions (with a route: and a REST API). One
            that is named gets its first function by the project's own ``modules/lambda``.

    Returns:
        The files that were written or changed.

    Raises:
        SlipwayError: name or route can't be taken, or there is no place for them.
    """
    names.check_name(project.root, name)
    method, path = names.parse_route(route) if route else ("", "")
    files = stack.find(project, stack_name, ["lambda", "rest-api"] if route else ["lambda"])
    stack.add_function(project.root, files, name, route)
    if route:
        stack.add_method(files, name, route)
    texts = _own_files(project.root, name, route) | stack.formatted(project.root, files)
    document = project.root / "docs" / "openapi.json"
    if route and document.is_file():
        texts[document] = openapi.with_operation(document.read_text(encoding="utf-8"), method, path, name)
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return list(texts)


def _own_files(root: Path, name: str, route: str | None) -> dict[Path, str]:
    module = name.replace("-", "_")
    texts = {
        root / "apps" / name / f"{module}.py": templates.handler(name, route),
        root / "apps" / name / "app.toml": templates.SETTINGS,
        root / "tests" / "unit" / "apps" / name / f"test_{module}.py": templates.unit_test(name, module, route),
    }
    if route and route.startswith(names.SAFE_METHODS):
        texts[root / "apps" / name / "check.json"] = templates.check(route)
    return texts
