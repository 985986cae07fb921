"""https://docs.aws.amazon.com/lambda/latest/api/API_ListAliases.html"""

import pytest

SOURCE = "def handler(event, context):\n    pass\n"


def names(aws, function):
    """The names of the aliases of version 1, of which the function has one, beside one of version 2."""
    client, name = aws("lambda"), function(aws, SOURCE).split(":")[6]
    client.update_function_configuration(FunctionName=name, Description="b")
    client.get_waiter("function_updated_v2").wait(FunctionName=name)
    version = client.publish_version(FunctionName=name)["Version"]
    client.create_alias(FunctionName=name, Name="next", FunctionVersion=version)
    found = client.list_aliases(FunctionName=name, FunctionVersion="1")["Aliases"]
    return {alias["Name"] for alias in found}


def test_only_the_aliases_of_the_version_are_listed(aws, function):
    assert names(aws, function) == {"live"}


@pytest.mark.upstream
def test_unpatched_ministack_lists_all_aliases(unpatched_aws, function):
    assert names(unpatched_aws, function) == {"live", "next"}
