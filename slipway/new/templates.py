"""The files of a new app. Their lines stay under 120 characters with the longest name that `slipway new` accepts."""

import json
import re
from collections.abc import Mapping, Sequence
from string import Template

from slipway.new.rendering import render_file
from slipway.new.stack_files import Pattern

SETTINGS = "libs = []  # folders of libs/ to pack with it\n"

_HANDLER = Template('''"""$name: answers with its name, for a start."""

$imports

def handler(_event: Mapping[str, Any], _context: object) -> dict[str, Any]:
    """$does"""
    return $answer
''')

_RESPONSE = Template("""{
        "statusCode": 200,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps({"app": "$name"}),
    }""")

_TEST = Template("""import importlib
import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]


@pytest.fixture
def app(monkeypatch):
    monkeypatch.syspath_prepend(str(ROOT / "libs"))
    monkeypatch.syspath_prepend(str(ROOT / "apps" / "$name"))
    monkeypatch.setenv("AWS_REGION", "$region")  # as Lambda sets both
    monkeypatch.setenv("AWS_DEFAULT_REGION", "$region")
    yield importlib.import_module("$module")
    del sys.modules["$module"]


$tests""")

_EVENT = 'EVENT = json.loads(Path(__file__).with_name("event.json").read_text())\n'

_FUNCTION = Template("""
module "$module" {
  source = "$source"

  name        = "$${var.environment}-$name"
  description = "$description"
  handler     = "$module.handler"
$settings$alarms
  role = {
    $role
    # What the code may call: { actions = ["dynamodb:GetItem"], resources = [module.items.arn] }
    statements = $statements
  }
}
""")


def role(arguments: Mapping[str, str]) -> str:
    """Return the line of a module block that sets its role, empty without arguments.

    Args:
        arguments: expressions by attribute, such as ``path``.
    """
    attributes = ", ".join(f"{name} = {expression}" for name, expression in arguments.items())
    return f"  role = {{ {attributes} }}\n" if attributes else ""


def handler(name: str, route: str | None) -> str:
    """Return the Python module with the handler; with a route it answers events of a proxy integration."""
    imports = "from collections.abc import Mapping\nfrom typing import Any\n"
    if route is None:
        does, answer = "Answer an event with the app's name.", f'{{"app": "{name}"}}'
    else:
        imports = f"import json\n{imports}"
        does, answer = "Answer an event of the API's proxy integration.", _RESPONSE.substitute(name=name)
    return _HANDLER.substitute(name=name, imports=imports, does=does, answer=answer)


def unit_test(name: str, module: str, route: str | None, region: str) -> str:
    """Return a unit test of the handler, which finds ``libs/`` and has a region."""
    assertions = [f'assert app.handler({{}}, None) == {{"app": "{name}"}}']
    if route:
        assertions = ["answer = app.handler({}, None)", 'assert answer["statusCode"] == 200']
        assertions.append(f'assert json.loads(answer["body"]) == {{"app": "{name}"}}')
    lines = ["def test_it_answers_with_its_name(app):", *(f"    {assertion}" for assertion in assertions)]
    text = _TEST.substitute(name=name, module=module, region=region, tests="\n".join(lines) + "\n")
    return text if route else text.replace("import json\n", "")


def unit_test_of_event(name: str, module: str, kind: str, region: str) -> str:
    """Return a unit test of the handler of a trigger, with the event in ``event.json``."""
    head, tail = _TEST.substitute(name=name, module=module, region=region, tests="").split("@pytest.fixture")
    return f"{head.rstrip()}\n{_EVENT}\n\n@pytest.fixture{tail}{render_file(f'app/{kind}/test.py', {})}"


def check(route: str) -> str:
    """Return the check that `slipway deploy` makes of a new version behind a route that only reads.

    What a parameter names doesn't exist. So with one, the check accepts 404 too: it expects nothing.
    """
    method, path = route.split()
    names = re.findall(r"\{(.+?)\+?\}", path)
    event = {
        "resource": path,
        "path": re.sub(r"\{.+?\}", "none", path),
        "httpMethod": method,
        "pathParameters": dict.fromkeys(names, "none") or None,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "check-of-a-new-version"},
    }
    expect = {} if names else {"expect": {"statusCode": 200}}
    return json.dumps({"event": event, **expect}, indent=2) + "\n"


def check_of_url() -> str:
    """Return the check that `slipway deploy` makes of a new version behind a function URL."""
    event = {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": "/",
        "rawQueryString": "",
        "headers": {},
        "requestContext": {"http": {"method": "GET", "path": "/"}, "requestId": "check-of-a-new-version"},
        "isBase64Encoded": False,
    }
    return json.dumps({"event": event, "expect": {"statusCode": 200}}, indent=2) + "\n"


def launch_configuration(port: int) -> str:
    """Return Visual Studio Code's file with the configuration that attaches to `slipway dev --debug`.

    A debugged function has the paths of the repository's files, so they need no mapping:
    https://code.visualstudio.com/docs/python/debugging#_set-configuration-options
    """
    attach = {
        "name": "slipway dev --debug",
        "type": "debugpy",
        "request": "attach",
        "connect": {"host": "127.0.0.1", "port": port},
    }
    return json.dumps({"version": "0.2.0", "configurations": [attach]}, indent=2) + "\n"


def function(name: str, description: str, like: Pattern, settings: Mapping[str, str], statements: Sequence[str]) -> str:
    """Return the module block of the function, not yet formatted.

    Args:
        name: name of the app.
        description: description of the function.
        like: pattern of the stack.
        settings: other arguments of module lambda -> expression.
        statements: statements of the role, an expression each.
    """
    return _FUNCTION.substitute(
        name=name,
        module=name.replace("-", "_"),
        source=like.source,
        settings="".join(f"  {argument} = {expression}\n" for argument, expression in settings.items()),
        alarms=f"  alarms = {like.alarms}\n" if like.alarms else "",
        description=description,
        role="\n    ".join(f"{name} = {expression}" for name, expression in like.role.items()),
        statements="[\n" + "".join(f"{each},\n" for each in statements) + "]" if statements else "[]",
    )


def route(route: str, module: str, authorization: str | None, *, by_name: bool) -> str:
    """Return the entry of a route in ``methods`` of module rest-api, with an expression as its authorization.

    Args:
        route: ``METHOD /path``.
        module: name of the function's block.
        authorization: an expression, or None.
        by_name: whether the API has a list ``functions``, which the entry doesn't repeat.
    """
    function = f"function_name = module.{module}.name" if by_name else f"function = module.{module}"
    authorized = f", authorization = {authorization}" if authorization else ""
    return f'"{route}" = {{ {function}{authorized} }}'
