"""Contract between ``modules/lambda`` and ``slipway deploy``: one creates functions, the other owns their code."""

import json

import pytest
from repository import ROOT

from slipway.deploy.canary import Canary
from slipway.deploy.deploy import deploy
from slipway.deploy.prune import prune
from slipway.deploy.rollback import rollback
from slipway.errors import SlipwayError

MODULE = f"{ROOT}//modules/lambda"  # with the modules that it calls
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


def test_terraform_and_deploy_do_not_revert_each_other(aws, project, target, tf, unique_name):
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


def test_the_plan_stays_empty_after_each_command(aws, project, target, tf, unique_name):
    stack = tf(project / "iac/movies", name=f"{unique_name}-get-movie", mood="")
    stack.apply()
    options = {"environment": unique_name}
    deploy(project, target, ["get-movie"], **options)
    write(project, "two")
    deploy(project, target, ["get-movie"], canary=Canary(10, 1), **options)
    stack.assert_converged()

    write(project, "bad")
    (project / "apps/get-movie/check.json").write_text('{"event": {}, "expect": "good"}')
    with pytest.raises(SlipwayError, match="fails check"):
        deploy(project, target, ["get-movie"], **options)
    stack.assert_converged()

    client, live = aws("lambda"), {"FunctionName": f"{unique_name}-get-movie", "Name": "live"}
    client.update_alias(**live, RoutingConfig={"AdditionalVersionWeights": {"2": 0.5}})  # an interrupted canary
    stack.assert_converged()
    stack.apply()
    assert client.get_alias(**live)["RoutingConfig"] == {"AdditionalVersionWeights": {"2": 0.5}}

    assert rollback(project, target, "get-movie", **options).version == "3"
    assert rollback(project, target, "get-movie", **options).version == "2"
    prune(project, target, ["get-movie"], keep=1, **options)
    stack.assert_converged()
