"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/lambda_/test_lambda_api.snapshot.json"""

import io
import zipfile

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

SOURCE = "def handler(event, context):\n    pass\n"
MEMBERS = {
    *("Architectures", "CodeSha256", "CodeSize", "Description", "EphemeralStorage", "FunctionArn", "FunctionName"),
    *("Handler", "LastModified", "LoggingConfig", "MemorySize", "PackageType", "RevisionId", "Role", "Runtime"),
    *("RuntimeVersionConfig", "SnapStart", "State", "Timeout", "TracingConfig", "Version"),
}
LISTED = MEMBERS - {"RuntimeVersionConfig", "State"}


def members(response):
    return response.keys() - {"ResponseMetadata"}


@pytest.fixture
def name(aws, function):
    return function(aws, SOURCE).split(":")[6]


def test_a_function_that_is_created_has_no_status_of_an_update(aws, function, monkeypatch):
    created = []
    client, create = aws("lambda"), aws("lambda").create_function
    monkeypatch.setattr(client, "create_function", lambda **options: created.append(create(**options)))
    function(aws, SOURCE)
    (response,) = created
    for _ in range(20):  # a response to a creation is made before the function becomes active
        options = {name: response[name] for name in ("Runtime", "Role", "Handler")}
        again = create(FunctionName=unique_name(), Code={"ZipFile": _zip()}, **options)
        assert (again["State"], again["StateReason"]) == ("Pending", "The function is being created.")
    assert members(response) == MEMBERS | {"StateReason", "StateReasonCode"}
    assert (response["State"], response["StateReason"], response["StateReasonCode"]) == (
        "Pending",
        "The function is being created.",
        "Creating",
    )


def test_an_active_function_has_no_reasons_and_no_empty_members(aws, name, target):
    client = aws("lambda")
    client.get_waiter("function_active_v2").wait(FunctionName=name)
    response = client.get_function(FunctionName=name)
    assert members(response["Configuration"]) == MEMBERS | {"LastUpdateStatus"}
    assert members(response) == {"Code", "Configuration"}
    version = response["Configuration"]["RuntimeVersionConfig"]["RuntimeVersionArn"]
    assert version.startswith(f"arn:aws:lambda:{target.region}::runtime:")
    assert response["Configuration"]["LastUpdateStatus"] == "Successful"


def test_an_update_is_in_progress_and_the_function_active(aws, name):
    client = aws("lambda")
    client.get_waiter("function_active_v2").wait(FunctionName=name)
    for response in (
        client.update_function_configuration(FunctionName=name, Description="b"),
        client.update_function_code(FunctionName=name, ZipFile=_zip()),
    ):
        assert (response["State"], response["LastUpdateStatus"]) == ("Active", "InProgress")
        assert response["LastUpdateStatusReason"] == "The function is being created."
        assert response["LastUpdateStatusReasonCode"] == "Creating"
        assert "StateReason" not in response
        client.get_waiter("function_updated_v2").wait(FunctionName=name)


def _zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("main.py", f"{SOURCE}# changed\n")
    return buffer.getvalue()


# https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
def test_lists_have_no_states(aws, name):
    pages = aws("lambda").get_paginator("list_functions").paginate()
    (function,) = [each for page in pages for each in page["Functions"] if each["FunctionName"] == name]
    assert members(function) == LISTED
    for version in aws("lambda").list_versions_by_function(FunctionName=name)["Versions"]:
        assert members(version) == LISTED


def test_an_error_has_its_type_and_the_name_of_the_message_in_its_model(aws, name):
    client = aws("lambda")
    with pytest.raises(ClientError) as error:
        client.get_function(FunctionName=name, Qualifier="1221")
    response = error.value.response
    message = f"Function not found: {client.get_function(FunctionName=name)['Configuration']['FunctionArn']}:1221"
    assert (response["Error"]["Message"], response["Message"], response["Type"]) == (message, message, "User")
    with pytest.raises(ClientError) as error:
        client.create_alias(FunctionName=name, Name="live", FunctionVersion="1")
    assert (error.value.response["Type"], "message" in error.value.response) == ("User", True)
    with pytest.raises(ClientError, match=r"The resource you requested does not exist\.") as error:
        client.get_function_url_config(FunctionName=name)
    assert error.value.response["Error"]["Code"] == "ResourceNotFoundException"


def test_the_url_of_an_alias_has_its_arn(aws, name):
    client = aws("lambda")
    arn = client.get_alias(FunctionName=name, Name="live")["AliasArn"]
    created = client.create_function_url_config(FunctionName=name, Qualifier="live", AuthType="AWS_IAM")
    assert created["FunctionArn"] == arn
    assert client.get_function_url_config(FunctionName=name, Qualifier="live")["FunctionArn"] == arn


def test_an_alias_that_does_not_exist_can_be_deleted(aws, name):
    response = aws("lambda").delete_alias(FunctionName=name, Name="none")
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 204
    with pytest.raises(ClientError, match="Function not found"):
        aws("lambda").delete_alias(FunctionName=f"{name}-none", Name="none")


def test_the_payload_of_an_invocation_is_the_functions_own(aws, function):
    source = "def handler(event, context):\n    return {'Functions': [], 'RuntimeVersionConfig': {}, 'Layers': []}\n"
    response = aws("lambda").invoke(FunctionName=function(aws, source))
    assert response["Payload"].read() == b'{"Functions": [], "RuntimeVersionConfig": {}, "Layers": []}'


@pytest.mark.upstream
def test_unpatched_ministack_returns_empty_members(unpatched_aws, function):
    name = function(unpatched_aws, SOURCE).split(":")[6]
    assert unpatched_aws("lambda").get_function(FunctionName=name)["Configuration"]["Layers"] == []
