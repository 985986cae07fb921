HEADER = {"Header": "Cache-Control", "Value": "no-cache", "Override": True}


def made(aws, name, **parts):
    """Make a policy, and return its configuration as it is read."""
    client = aws("cloudfront")
    config = {"Name": name, "SecurityHeadersConfig": {"ContentTypeOptions": {"Override": True}}} | parts
    policy = client.create_response_headers_policy(ResponseHeadersPolicyConfig=config)["ResponseHeadersPolicy"]
    found = client.get_response_headers_policy(Id=policy["Id"])["ResponseHeadersPolicy"]
    assert found == policy
    return found["ResponseHeadersPolicyConfig"]


def test_what_a_policy_has_none_of_is_left_out(aws, unique_name):
    config = made(aws, unique_name)
    assert config["SecurityHeadersConfig"] == {"ContentTypeOptions": {"Override": True}}
    assert not {"CustomHeadersConfig", "RemoveHeadersConfig"} & config.keys()


def test_what_a_policy_has_is_returned(aws, unique_name):
    custom = {"Quantity": 1, "Items": [HEADER]}
    remove = {"Quantity": 1, "Items": [{"Header": "Server"}]}
    config = made(aws, unique_name, CustomHeadersConfig=custom, RemoveHeadersConfig=remove)
    assert (config["CustomHeadersConfig"], config["RemoveHeadersConfig"]) == (custom, remove)


def test_unpatched_ministack_returns_them_empty(unpatched_aws, unique_name):
    config = made(unpatched_aws, unique_name)
    assert config["CustomHeadersConfig"] == config["RemoveHeadersConfig"] == {"Quantity": 0}
