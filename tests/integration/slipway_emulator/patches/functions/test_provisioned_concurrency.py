"""https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime"""

import json

import pytest

SOURCE = "import os\ndef handler(event, context):\n    return os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']\n"


def initialization(aws, arn):
    return json.loads(aws("lambda").invoke(FunctionName=arn)["Payload"].read())


@pytest.mark.parametrize("qualifier", ["live", "1"])
def test_the_environments_of_a_provisioned_version_are_new_and_know_it(aws, function, qualifier):
    client, arn = aws("lambda"), function(aws, SOURCE)
    name = arn.rpartition(":")[0]
    assert initialization(aws, arn) == "on-demand"
    named = {"FunctionName": name, "Qualifier": qualifier}
    client.put_provisioned_concurrency_config(**named, ProvisionedConcurrentExecutions=1)
    assert [initialization(aws, found) for found in (arn, f"{name}:1")] == ["provisioned-concurrency"] * 2
    assert initialization(aws, name) == "on-demand"
    client.delete_provisioned_concurrency_config(**named)
    assert initialization(aws, arn) == "on-demand"


@pytest.mark.upstream
def test_unpatched_ministack_does_not_tell_a_function(unpatched_aws, function):
    arn = function(unpatched_aws, SOURCE.replace("os.environ['AWS_LAMBDA_INITIALIZATION_TYPE']", "id(os)"))
    first = initialization(unpatched_aws, arn)
    named = {"FunctionName": arn.rpartition(":")[0], "Qualifier": "live"}
    unpatched_aws("lambda").put_provisioned_concurrency_config(**named, ProvisionedConcurrentExecutions=1)
    assert initialization(unpatched_aws, arn) == first
