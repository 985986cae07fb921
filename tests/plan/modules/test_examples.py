"""Every example of every module can be planned, with a limit of resources: each costs API calls in every plan."""

import pytest
from module_examples import names_of_examples

AT_MOST = {
    "api-domain-name/minimal": 4,
    "api-domain-name/zone": 10,
    "api-gateway-account/minimal": 3,
    "bucket/complete": 10,
    "bucket/minimal": 7,
    "codebuild/complete": 8,
    "codebuild/minimal": 4,
    "codepipeline/complete": 35,
    "codepipeline/minimal": 13,
    "dead-letter-queue/minimal": 2,
    "dead-letter-queue/sources": 5,
    "deployments-pipeline/minimal": 23,
    "ecr/complete": 4,
    "ecr/minimal": 2,
    "event-source-mapping/dynamodb": 9,
    "event-source-mapping/sqs": 8,
    "fan-out/complete": 11,
    "fan-out/minimal": 6,
    "http-api/complete": 21,
    "http-api/document": 12,
    "http-api/minimal": 11,
    "http-api/stages": 14,
    "image-builder/terragrunt": 6,
    "lambda/complete": 18,
    "lambda/minimal": 6,
    "lambda/nodejs": 5,
    "lambda/provided": 5,
    "lambda/stages": 8,
    "multisource-pipeline/minimal": 53,
    "rest-api-method/authorization": 30,
    "rest-api-method/minimal": 12,
    "rest-api/complete": 60,
    "rest-api/minimal": 34,
    "static-website/complete": 13,
    "static-website/minimal": 11,
}


@pytest.mark.parametrize("example", AT_MOST)
def test_example_creates_no_more_resources_than_it_needs(examples, example):
    plan = examples[example]

    assert 0 < plan.counts().total() <= AT_MOST[example]
    assert set(map(tuple, plan.changes.values())) == {("create",)}


def test_no_example_is_forgotten():
    assert set(AT_MOST) == set(names_of_examples())
