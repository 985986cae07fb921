"""Contract between ``modules/lambda`` and ``slipway deploy``: one makes the function, the other owns its code."""

import json
from pathlib import Path

import pytest

from slipway.deploy import deploy

MODULE = Path(__file__).parents[3] / "modules" / "lambda"
CONFIGURATION = f"""
terraform {{
  required_providers {{
    aws = {{
      source = "hashicorp/aws"
    }}
  }}
}}

variable "name" {{
  type = string
}}

variable "mood" {{
  type = string
}}

module "get_movie" {{
  source      = "{MODULE}"
  name        = var.name
  handler     = "get_movie.handler"
  environment = {{ MOOD = var.mood }}
}}
"""


@pytest.fixture
def project(tmp_path):
    (tmp_path / "iac/movies").mkdir(parents=True)
    (tmp_path / "iac/movies/main.tf").write_text(CONFIGURATION)
    write(tmp_path, "one")
    return tmp_path


def write(project, answer):
    file = project / "apps/get-movie/get_movie.py"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"import os\ndef handler(event, context): return {answer!r} + os.environ['MOOD']\n")


def test_neither_undoes_what_the_other_did(aws, project, target, tf, unique_name):
    function = f"{unique_name}-get-movie"
    stack = tf(project / "iac/movies", name=function, mood="!")

    def deployed():
        (deployment,) = deploy(project, target, ["get-movie"], environment=unique_name)
        payload = aws("lambda").invoke(FunctionName=function, Qualifier="live")["Payload"]
        return deployment.changed, json.load(payload)

    stack.apply()
    assert deployed() == (True, "one!")
    stack.assert_converged()

    write(project, "two")
    assert deployed() == (True, "two!")
    stack.assert_converged()

    stack.apply(mood="?")
    assert deployed() == (True, "two?")
    assert deployed() == (False, "two?")
    stack.assert_converged()
