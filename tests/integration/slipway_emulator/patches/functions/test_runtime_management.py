import pytest
from botocore.exceptions import ClientError

SOURCE = "def handler(event, context):\n    pass\n"
VERSION = "arn:aws:lambda:eu-central-1::runtime:" + "0" * 64


def name(function_arn):
    return function_arn.split(":")[-2]


def test_the_runtime_is_updated_automatically_by_default(aws, function):
    """https://docs.aws.amazon.com/lambda/latest/api/API_GetRuntimeManagementConfig.html"""
    arn = function(aws, SOURCE)
    config = aws("lambda").get_runtime_management_config(FunctionName=name(arn))
    assert (config["UpdateRuntimeOn"], "RuntimeVersionArn" in config) == ("Auto", False)
    assert config["FunctionArn"].startswith(arn.rpartition(":")[0])


def test_each_version_has_its_own_configuration(aws, function):
    function_name, client = name(function(aws, SOURCE)), aws("lambda")
    manual = {"UpdateRuntimeOn": "Manual", "RuntimeVersionArn": VERSION}
    put = client.put_runtime_management_config(FunctionName=function_name, Qualifier="1", **manual)
    assert {key: put[key] for key in manual} == manual
    client.put_runtime_management_config(FunctionName=function_name, UpdateRuntimeOn="FunctionUpdate")
    read = client.get_runtime_management_config
    assert read(FunctionName=function_name, Qualifier="1")["UpdateRuntimeOn"] == "Manual"
    assert read(FunctionName=function_name)["UpdateRuntimeOn"] == "FunctionUpdate"


@pytest.mark.parametrize(
    "settings", [{"UpdateRuntimeOn": "Manual"}, {"UpdateRuntimeOn": "Auto", "RuntimeVersionArn": VERSION}], ids=str
)
def test_a_contradiction_is_refused(aws, function, settings):
    with pytest.raises(ClientError, match="RuntimeVersionArn"):
        aws("lambda").put_runtime_management_config(FunctionName=name(function(aws, SOURCE)), **settings)


@pytest.mark.parametrize("qualifier", [None, "7"])
def test_a_function_or_version_that_does_not_exist_is_not_found(aws, function, qualifier):
    selected = (
        {"FunctionName": name(function(aws, SOURCE)), "Qualifier": "7"} if qualifier else {"FunctionName": "none"}
    )
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        aws("lambda").get_runtime_management_config(**selected)


@pytest.mark.upstream
def test_unpatched_ministack_does_not_find_the_function(unpatched_aws, function):
    with pytest.raises(ClientError, match="Function not found"):
        unpatched_aws("lambda").get_runtime_management_config(FunctionName=name(function(unpatched_aws, SOURCE)))
