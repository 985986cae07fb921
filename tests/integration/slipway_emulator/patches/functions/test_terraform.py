"""Resources that Terraform's provider could not create, change or read without drift."""

import zipfile
from pathlib import Path

import requests

HERE = Path(__file__).parent


def test_a_function_and_its_settings_are_applied_updated_and_destroyed_without_drift(
    tf, aws, http, target, tmp_path, unique_name
):
    package = tmp_path / "package.zip"
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("main.py", "def handler(event, context):\n    return event['rawPath']\n")
    stack = tf(HERE / "terraform", name=unique_name, package=str(package)).apply()
    stack.assert_converged()
    (mapping,) = aws("lambda").list_event_source_mappings(FunctionName=unique_name)["EventSourceMappings"]
    assert mapping["BatchSize"] == 100
    # Provider 5.100 adds only the permission for lambda:InvokeFunctionUrl.
    invoke = {"Action": "lambda:InvokeFunction", "InvokedViaFunctionUrl": True, "Principal": "*"}
    aws("lambda").add_permission(FunctionName=unique_name, StatementId="invoke", **invoke)
    assert http.get(f"{stack.outputs['url']}a").expect(200).text == "/a"
    api = f"{target.endpoint_url}/_aws/execute-api/{stack.outputs['api_id']}"
    assert requests.get(f"{api}/b", timeout=30).text == "/b"

    changes = {"tags": {"environment": "other", "team": "a + b"}, "runtime_updates": "Auto"}
    stack.apply(**changes)
    stack.assert_converged()
    stack.apply(**{**changes, "tags": {}})
    stack.assert_converged()
    stack.destroy()
