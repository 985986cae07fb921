import pytest

HEADER = {"Header": "Cache-Control", "Value": "no-cache", "Override": True}


def made(aws, name, **parts):
    """Create a policy, and return its configuration."""
    client = aws("cloudfront")
    config = {"Name": name, "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}}} | parts
    policy = client.create_response_headers_policy(ResponseHeadersPolicyConfig=config)["ResponseHeadersPolicy"]
    found = client.get_response_headers_policy(Id=policy["Id"])["ResponseHeadersPolicy"]
    assert found == policy
    return found["ResponseHeadersPolicyConfig"]


def test_sections_that_a_policy_was_created_without_are_omitted(aws, unique_name):
    config = made(aws, unique_name)
    assert config["SecurityHeadersConfig"] == {"ContentTypeOptions": {"Override": True}}
    assert not {"CustomHeadersConfig", "RemoveHeadersConfig"} & config.keys()


def test_sections_with_items_are_returned(aws, unique_name):
    custom = {"Quantity": 1, "Items": [HEADER]}
    remove = {"Quantity": 1, "Items": [{"Header": "Server"}]}
    config = made(aws, unique_name, CustomHeadersConfig=custom, RemoveHeadersConfig=remove)
    assert (config["CustomHeadersConfig"], config["RemoveHeadersConfig"]) == (custom, remove)


@pytest.mark.upstream
def test_unpatched_ministack_returns_them_empty(unpatched_aws, unique_name):
    config = made(unpatched_aws, unique_name)
    assert config["CustomHeadersConfig"] == config["RemoveHeadersConfig"] == {"Quantity": 0}
