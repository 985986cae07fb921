"""Every example of every module can be planned, with a limit of resources: each costs API calls in every plan."""

from module_examples import names_of_examples

AT_MOST = {
    "api-alarms/minimal": 2,
    "api-domain-name/minimal": 4,
    "api-domain-name/zone": 10,
    "api-gateway-account/minimal": 3,
    "authorizer/minimal": 26,
    "authorizer/rest-api": 69,
    "bucket/complete": 10,
    "bucket/functions": 20,
    "bucket/minimal": 7,
    "codebuild/complete": 11,
    "codebuild/minimal": 4,
    "codepipeline/complete": 39,
    "codepipeline/minimal": 14,
    "dead-letter-queue/minimal": 2,
    "dead-letter-queue/sources": 6,
    "deployments-pipeline/minimal": 23,
    "ecr/complete": 4,
    "ecr/minimal": 2,
    "event-source-mapping/dynamodb": 13,
    "event-source-mapping/sqs": 11,
    "fan-out/complete": 13,
    "fan-out/fifo": 7,
    "fan-out/minimal": 7,
    "function-alarms/complete": 8,
    "function-alarms/minimal": 3,
    "function-url/complete": 11,
    "function-url/minimal": 17,
    "http-api/complete": 26,
    "http-api/document": 19,
    "http-api/minimal": 16,
    "http-api/stages": 21,
    "image-builder/terragrunt": 6,
    "lambda-layer/minimal": 10,
    "lambda/complete": 27,
    "lambda/minimal": 9,
    "lambda/nodejs": 8,
    "lambda/provided": 8,
    "lambda/stages": 12,
    "metric-alarms/complete": 3,
    "metric-alarms/minimal": 1,
    "multisource-pipeline/minimal": 60,
    "queue/complete": 7,
    "queue/minimal": 4,
    "rest-api-method/authorization": 36,
    "rest-api-method/minimal": 15,
    "rest-api/complete": 66,
    "rest-api/minimal": 39,
    "schedule/complete": 13,
    "schedule/minimal": 13,
    "secret/complete": 10,
    "secret/minimal": 9,
    "service-alarms/minimal": 21,
    "state-machine/minimal": 9,
    "static-website/complete": 14,
    "static-website/minimal": 11,
    "table/complete": 6,
    "table/minimal": 1,
}


def test_an_example_creates_no_more_resources_than_it_needs(examples):
    for name, most in AT_MOST.items():
        assert 0 < examples[name].counts().total() <= most, name
        assert set(map(tuple, examples[name].changes.values())) == {("create",)}, name


def test_no_example_is_forgotten():
    assert set(AT_MOST) == set(names_of_examples())
