"""https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json
"""

import pytest

CREATED = {"ARN", "Name", "CreatedDate", "LastChangedDate"}


def members(response):
    return set(response) - {"ResponseMetadata"}


def test_a_secret_has_no_empty_members(aws, unique_name):
    client = aws("secretsmanager")
    assert members(client.create_secret(Name=unique_name)) == {"ARN", "Name"}
    assert members(client.describe_secret(SecretId=unique_name)) == CREATED
    client.put_secret_value(SecretId=unique_name, SecretString="1")
    assert members(client.describe_secret(SecretId=unique_name)) == {*CREATED, "VersionIdsToStages"}
    (listed,) = client.list_secrets(Filters=[{"Key": "name", "Values": [unique_name]}])["SecretList"]
    assert members(listed) == {*CREATED, "SecretVersionsToStages"}
    client.update_secret(SecretId=unique_name, Description="d")
    client.tag_resource(SecretId=unique_name, Tags=[{"Key": "k", "Value": "v"}])
    described = client.describe_secret(SecretId=unique_name)
    assert members(described) == {*CREATED, "VersionIdsToStages", "Description", "Tags"}


def test_a_filter_compares_the_beginnings_of_names_and_words(aws, unique_name):
    """https://docs.aws.amazon.com/secretsmanager/latest/userguide/manage_search-secret.html"""
    client = aws("secretsmanager")
    descriptions = {"one": "a secret", "two": "An secret", "three": "asecret", "four": "thesecret"}
    for name, description in descriptions.items():
        client.create_secret(Name=f"{unique_name}/{name}", SecretString="1", Description=description)

    def found(key, value):
        mine = {"Key": "name", "Values": [f"{unique_name}/"]}
        listed = client.list_secrets(Filters=[mine, {"Key": key, "Values": [value]}])["SecretList"]
        return {each["Name"].rpartition("/")[2] for each in listed}

    assert found("description", "a") == {"one", "two", "three"}
    assert found("description", "!a") == {"four"}
    assert found("description", "a secret") == {"one", "two"}
    assert found("name", f"{unique_name}/t") == {"two", "three"}
    assert found("name", f"!{unique_name}/t") == {"one", "four"}
    assert found("name", f"{unique_name} one") == found("name", "one") == set()


def test_the_forced_deletion_of_a_secret_that_is_not_there_succeeds(aws, unique_name):
    """https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html"""
    deleted = aws("secretsmanager").delete_secret(SecretId=unique_name, ForceDeleteWithoutRecovery=True)
    assert (deleted["Name"], f":secret:{unique_name}-" in deleted["ARN"]) == (unique_name, True)


def test_the_text_of_an_error_is_a_member(aws, unique_name):
    client = aws("secretsmanager")
    client.create_secret(Name=unique_name)
    with pytest.raises(client.exceptions.ResourceExistsException) as raised:
        client.create_secret(Name=unique_name)
    message = f"The operation failed because the secret {unique_name} already exists."
    assert raised.value.response["Message"] == raised.value.response["Error"]["Message"] == message


@pytest.mark.upstream
def test_unpatched_ministack_returns_empty_members(unpatched_aws, unique_name):
    client = unpatched_aws("secretsmanager")
    client.create_secret(Name=unique_name)
    assert client.describe_secret(SecretId=unique_name)["Tags"] == []
