"""Every example of every module plans, and makes as many resources as it should: each costs API calls on every plan."""

from pathlib import Path

import pytest

MODULES = Path(__file__).parents[3] / "modules"
RESOURCES = {
    "api-gateway-account/minimal": 3,
    "bucket/complete": 10,
    "bucket/minimal": 7,
    "codebuild/complete": 8,
    "codebuild/minimal": 4,
    "codepipeline/complete": 35,
    "codepipeline/minimal": 13,
    "dead-letter-queue/minimal": 2,
    "dead-letter-queue/sources": 5,
    "event-source-mapping/dynamodb": 9,
    "event-source-mapping/sqs": 8,
    "fan-out/complete": 11,
    "fan-out/minimal": 6,
    "lambda/complete": 18,
    "lambda/minimal": 6,
    "lambda/nodejs": 5,
    "lambda/provided": 5,
    "multisource-pipeline/minimal": 53,
    "rest-api-method/authorization": 30,
    "rest-api-method/minimal": 12,
    "rest-api/complete": 60,
    "rest-api/minimal": 34,
    "static-website/complete": 13,
    "static-website/minimal": 11,
}


@pytest.mark.parametrize("example", RESOURCES)
def test_example_plans_its_resources(tf, example):
    module, name = example.split("/")
    plan = tf(MODULES / module / "examples" / name).plan()

    assert plan.counts().total() == RESOURCES[example]
    assert set(map(tuple, plan.changes.values())) == {("create",)}


def test_no_example_is_forgotten():
    assert set(RESOURCES) == {f"{path.parts[-3]}/{path.name}" for path in MODULES.glob("*/examples/*")}
