"""The states of a function after a change, https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html."""

import io
import time
import zipfile

import pytest

SOURCE = "def handler(event, context): return 1\n"
PAUSE = 0.25  # seconds, half of what MiniStack waits for


@pytest.fixture
def client_and_name(function):
    """``client_and_name(aws)`` returns a client, and the name of an active function."""

    def make(aws):
        client = aws("lambda")
        name = function(aws, SOURCE).split(":")[6]
        client.get_waiter("function_active_v2").wait(FunctionName=name)
        return client, name

    return make


def zipped(source):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("main.py", source)
    return content.getvalue()


def status(client, name, version="$LATEST"):
    configuration = client.get_function(FunctionName=name, Qualifier=version)["Configuration"]
    return configuration["State"], configuration["LastUpdateStatus"]


@pytest.mark.parametrize("change", ["code", "configuration"])
def test_an_update_is_in_progress_and_then_complete(aws, client_and_name, change):
    client, name = client_and_name(aws)

    if change == "code":
        response = client.update_function_code(FunctionName=name, ZipFile=zipped(SOURCE + "# changed"))
    else:
        response = client.update_function_configuration(FunctionName=name, MemorySize=256)

    assert response["LastUpdateStatus"] == "InProgress"
    time.sleep(PAUSE)
    assert status(client, name) == ("Active", "Successful")


def test_an_update_after_another_is_never_complete_before_its_response(aws, client_and_name):
    """The end of the update before changed the members one by one, so that some were those of the next update."""
    client, name = client_and_name(aws)
    for number in range(30):
        response = client.update_function_configuration(FunctionName=name, Description=str(number))
        assert (response["State"], response["LastUpdateStatus"]) == ("Active", "InProgress")
        while status(client, name)[1] != "Successful":
            pass


def test_each_version_that_an_update_publishes_becomes_active(aws, client_and_name):
    client, name = client_and_name(aws)
    versions = []

    for number in range(20):
        code = zipped(f"{SOURCE}# {number}")
        versions.append(client.update_function_code(FunctionName=name, ZipFile=code, Publish=True)["Version"])
        client.get_waiter("function_updated_v2").wait(FunctionName=name)

    assert {status(client, name, version) for version in versions} == {("Active", "Successful")}


@pytest.mark.upstream
def test_unpatched_ministack_waits_longer(unpatched_aws, client_and_name):
    client, name = client_and_name(unpatched_aws)
    client.update_function_code(FunctionName=name, ZipFile=zipped(SOURCE + "# changed"))
    time.sleep(PAUSE)
    assert status(client, name) == ("Pending", "InProgress")
