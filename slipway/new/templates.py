"""What a new app begins with. Lines stay under 120 characters for every name that `slipway new` takes."""

import json
import re
from string import Template

SETTINGS = "libs = []  # folders of libs/ to pack with it\n"

_HANDLER = Template('''"""$name: its name as an answer, to begin with."""

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

APP = Path(__file__).parents[4] / "apps" / "$name"


@pytest.fixture
def app(monkeypatch):
    monkeypatch.syspath_prepend(str(APP))
    yield importlib.import_module("$module")
    del sys.modules["$module"]


def test_it_answers_with_its_name(app):
$assertions
""")

_FUNCTION = Template("""
module "$module" {
  source = "$source"

  name        = "$${var.environment}-$name"
  description = "$description"
  handler     = "$module.handler"

  # The actions that its code calls, on the ARNs that it calls them on: none yet, but for its log.
  role = $role
}
""")

_POLICY = 'policy = jsonencode({ Version = "2012-10-17", Statement = [] })'

_METHOD = Template("""
module "${module}_method" {
  source = "$source"

  http_method = "$http_method"
  resource    = module.$api.resources["$path"]
  function    = module.$module
$authorization}
""")


def handler(name: str, route: str | None) -> str:
    """Return the module with the handler: behind a route it answers a proxy integration's event."""
    imports = "from collections.abc import Mapping\nfrom typing import Any\n"
    if route is None:
        does, answer = "Answer an event with the app's name.", f'{{"app": "{name}"}}'
    else:
        imports = f"import json\n{imports}"
        does, answer = "Answer an event of the API's proxy integration.", _RESPONSE.substitute(name=name)
    return _HANDLER.substitute(name=name, imports=imports, does=does, answer=answer)


def unit_test(name: str, module: str, route: str | None) -> str:
    """Return a test of the handler that needs nothing but the app's folder."""
    if route is None:
        text = _TEST.substitute(
            name=name, module=module, assertions=f'    assert app.handler({{}}, None) == {{"app": "{name}"}}'
        )
        return text.replace("import json\n", "")
    lines = ["answer = app.handler({}, None)", 'assert answer["statusCode"] == 200']
    lines.append(f'assert json.loads(answer["body"]) == {{"app": "{name}"}}')
    return _TEST.substitute(name=name, module=module, assertions="\n".join(f"    {line}" for line in lines))


def check(route: str) -> str:
    """Return what `slipway deploy` asks a new version of a function behind a route that only reads."""
    method, path = route.split()
    event = {
        "resource": path,
        "path": re.sub(r"[{}]", "", path),
        "httpMethod": method,
        "pathParameters": {name: name for name in re.findall(r"\{(.+?)\}", path)} or None,
        "isBase64Encoded": False,
        "requestContext": {"requestId": "check-of-a-new-version"},
    }
    return json.dumps({"event": event, "expect": {"statusCode": 200}}, indent=2) + "\n"


def function(name: str, module: str, source: str, route: str | None, boundary: str | None) -> str:
    """Return the module block of the function, whose role has that expression as its permissions boundary."""
    values = {"name": name, "module": module, "source": source}
    description = route or name.replace("-", " ").capitalize()
    role = f"{{\n{_POLICY}\npermissions_boundary = {boundary}\n}}" if boundary else f"{{ {_POLICY} }}"
    return _FUNCTION.substitute(values, description=description, role=role)


def method(module: str, source: str, api: str, route: str, authorization: str | None) -> str:
    """Return the module block of the route's method."""
    http_method, path = route.split()
    line = f"  authorization = {authorization}\n" if authorization else ""
    values = {"module": module, "source": source, "api": api, "http_method": http_method, "path": path}
    return _METHOD.substitute(values, authorization=line)
