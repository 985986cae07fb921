"""Module lambda-layer: what makes a new version, and what doesn't."""

import shutil
from pathlib import Path

import pytest
from repository import ROOT
from validations import assert_each_refuses

from slipway.package.package import package_layers

MODULE = ROOT / "modules" / "lambda-layer"
ZIP = ROOT / "modules" / "lambda" / "placeholder" / "python.zip"
REQUIRED = {"name": "shared", "package": str(ZIP)}
SCENARIOS = {
    "default": {},
    "null": {"runtimes": None, "architectures": None, "retain_versions": None},
    "retained": {"retain_versions": True, "runtimes": ["python3.12"], "architectures": ["arm64", "x86_64"]},
}
REFUSED = {
    "name_with_a_dot": {"name": "a.b"},
    "package_missing": {"package": "missing.zip"},
    "package_no_zip": {"package": __file__},
    "description_with_two_lines": {"description": "a\nb"},
    "runtimes_none": {"runtimes": []},
    "runtimes_too_many": {"runtimes": [f"python3.{number}" for number in range(16)]},
    "architectures_none": {"architectures": []},
    "architectures_unknown": {"architectures": ["arm"]},
}


@pytest.fixture(scope="module")
def layers(tf_module):
    plans = tf_module.plans("modules/lambda-layer", {name: {**REQUIRED, **each} for name, each in SCENARIOS.items()})
    return {name: plan.one("aws_lambda_layer_version") for name, plan in plans.items()}


@pytest.mark.parametrize("scenario", ["default", "null"])
def test_a_layer_is_for_the_runtime_and_the_architecture_of_module_lambda(layers, scenario):
    assert layers[scenario]["compatible_runtimes"] == ["python3.13"]
    assert layers[scenario]["compatible_architectures"] == ["arm64"]
    assert layers[scenario]["skip_destroy"] is False


def test_old_versions_can_be_retained(layers):
    assert layers["retained"]["skip_destroy"] is True


def test_the_path_is_the_same_in_each_checkout(layers):
    """For the provider another path is another version."""
    path = layers["default"]["filename"]
    assert not Path(path).is_absolute()
    assert path.startswith("../")
    assert path.endswith("/modules/lambda/placeholder/python.zip")


def test_the_zip_of_the_example_can_be_built_again_byte_for_byte(tmp_path):
    example = MODULE / "examples" / "minimal"
    shutil.copytree(example / "layers", tmp_path / "layers")
    (artifact,) = package_layers(tmp_path)
    assert artifact.path.read_bytes() == (example / "shared.zip").read_bytes(), "run slipway package in the example"


def test_every_validation_refuses_a_case(tf_module):
    assert_each_refuses(tf_module, "lambda-layer", REQUIRED, REFUSED)
