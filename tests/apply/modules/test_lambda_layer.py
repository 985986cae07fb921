"""A layer's new version reaches its functions by one deployment, and a function can read kept parameters."""

import json
from pathlib import Path

import pytest

from slipway.deploy.deploy import deploy
from slipway.deploy.rollback import rollback
from slipway.package.package import package_layers

from .conftest import deploy as release

EXAMPLE = "lambda-layer/minimal"
HANDLER = "from greeting import GREETING\n\n\ndef handler(event, context):\n    return GREETING\n"
PRICE = """
import os

import parameters


def handler(event, context):
    return parameters.get(os.environ["CURRENCY_PARAMETER"], max_age_seconds=event["max_age_seconds"])
"""
PAGE = 50  # versions: https://docs.aws.amazon.com/lambda/latest/api/API_ListVersionsByFunction.html


@pytest.fixture
def project(tmp_path):
    """A project with a layer and an app that uses it."""
    for name, content in {"layers/shared/greeting.py": "GREETING = 'Hello'\n", "apps/greet/greet.py": HANDLER}.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True)
        file.write_text(content)
    return tmp_path


def package(project):
    (artifact,) = package_layers(project)
    return str(artifact.path)


def test_a_new_version_reaches_a_function_with_more_versions_than_lambda_lists_by_one_deployment(
    tf, aws, target, unique_name, project
):
    stack = tf(Path(__file__).parent / "layer", name=unique_name, package=package(project)).apply()
    client, name, where = aws("lambda"), f"{unique_name}-greet", {"environment": unique_name}

    def answer():
        return json.loads(client.invoke(FunctionName=name, Qualifier="live")["Payload"].read())

    deploy(project, target, ["greet"], **where)
    for description in [*map(str, range(PAGE - 1)), ""]:  # without one, as declared
        client.update_function_configuration(FunctionName=name, Description=description)
        client.publish_version(FunctionName=name)
    assert "NextMarker" in client.list_versions_by_function(FunctionName=name)
    deploy(project, target, ["greet"], **where)
    assert answer() == "Hello"

    (project / "layers" / "shared" / "greeting.py").write_text("GREETING = 'Welcome'\n")
    stack.apply(package=package(project))
    assert stack.outputs["layer_version"] == "2"
    assert answer() == "Hello"  # its version has the layer that it was published with, although that is deleted

    (deployment,) = deploy(project, target, ["greet"], **where)
    assert int(deployment.version) > PAGE
    assert client.get_alias(FunctionName=name, Name="live")["FunctionVersion"] == deployment.version
    assert answer() == "Welcome"
    # The same content, packaged again, makes no new version.
    Path(package(project)).unlink()
    assert package(project) == stack.variables["package"]
    stack.assert_converged()

    rollback(project, target, "greet", **where)
    assert answer() == "Hello"


def test_a_function_keeps_a_parameter_as_long_as_it_allows(stack, aws):
    name, parameter = stack.outputs["function_name"], stack.outputs["parameter_name"]
    release(aws("lambda"), name, PRICE)

    def price(value, max_age_seconds):
        aws("ssm").put_parameter(Name=parameter, Type="SecureString", Value=value, Overwrite=True)
        event = json.dumps({"max_age_seconds": max_age_seconds})
        return json.loads(aws("lambda").invoke(FunctionName=f"{name}:live", Payload=event)["Payload"].read())

    try:
        assert [price("EUR", 300), price("CHF", 300), price("CHF", 0)] == ["EUR", "EUR", "CHF"]
    finally:
        aws("ssm").delete_parameter(Name=parameter)
