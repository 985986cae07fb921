"""https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/secretsmanager/test_secretsmanager.snapshot.json
"""

import uuid

import pytest

from tests.support.service_errors import error_of


def versions(aws, name, **options):
    """Return the labels of a secret's versions, in the order of their creation."""
    listed = aws("secretsmanager").list_secret_version_ids(SecretId=name, **options)["Versions"]
    assert all(each["KmsKeyIds"] == ["DefaultEncryptionKey"] for each in listed)
    return [each.get("VersionStages", []) for each in listed]


def test_a_label_moves_to_the_version_that_gets_it(aws, unique_name):
    client = aws("secretsmanager")
    client.create_secret(Name=unique_name, SecretString="1")

    def put(value, *labels):
        return client.put_secret_value(SecretId=unique_name, SecretString=value, VersionStages=list(labels))

    assert put("2", "two", "three", "one")["VersionStages"] == ["one", "three", "two"]
    put("3", "four", "one", "two")
    assert versions(aws, unique_name) == [["AWSCURRENT"], ["three"], ["four", "one", "two"]]
    put("4", "three", "AWSCURRENT")
    assert versions(aws, unique_name) == [["AWSPREVIOUS"], ["four", "one", "two"], ["AWSCURRENT", "three"]]
    assert versions(aws, unique_name, IncludeDeprecated=True)[1] == []


def test_a_pending_version_keeps_its_label_as_the_current_one(aws, unique_name):
    client = aws("secretsmanager")
    old = client.create_secret(Name=unique_name, SecretString="1")["VersionId"]
    new = client.put_secret_value(SecretId=unique_name, SecretString="2", VersionStages=["AWSPENDING"])["VersionId"]
    client.update_secret_version_stage(
        SecretId=unique_name, VersionStage="AWSCURRENT", RemoveFromVersionId=old, MoveToVersionId=new
    )
    assert versions(aws, unique_name) == [["AWSPREVIOUS"], ["AWSCURRENT", "AWSPENDING"]]
    assert client.get_secret_value(SecretId=unique_name)["VersionStages"] == ["AWSCURRENT", "AWSPENDING"]
    client.put_secret_value(SecretId=unique_name, SecretString="3", VersionStages=["AWSPENDING"])
    assert versions(aws, unique_name) == [["AWSPREVIOUS"], ["AWSCURRENT"], ["AWSPENDING"]]
    listed = client.list_secret_version_ids(SecretId=unique_name)["Versions"]
    assert ["LastAccessedDate" in each for each in listed] == [False, True, False]


def test_the_value_of_a_version_does_not_change(aws, unique_name):
    client = aws("secretsmanager")
    client.create_secret(Name=unique_name, SecretString="1")
    version = {"SecretId": unique_name, "ClientRequestToken": str(uuid.uuid4())}
    first = client.put_secret_value(**version, SecretString="2")
    again = client.put_secret_value(**version, SecretString="2")
    assert (first["VersionId"], first["VersionStages"]) == (again["VersionId"], again["VersionStages"])
    message = "You can't modify an existing version, you can only create a new version."
    error = error_of(client.put_secret_value, **version, SecretString="3")
    assert error == ("ResourceExistsException", message)


def test_a_version_that_is_not_there_has_no_value(aws, unique_name):
    client = aws("secretsmanager")
    client.create_secret(Name=unique_name)
    missing = str(uuid.uuid4())
    for version, text in (
        ({}, "staging label: AWSCURRENT"),
        ({"VersionStage": "AWSPENDING"}, "staging label: AWSPENDING"),
        ({"VersionId": missing}, f"VersionId: {missing}"),
    ):
        message = f"Secrets Manager can't find the specified secret value for {text}"
        error = error_of(client.get_secret_value, SecretId=unique_name, **version)
        assert error == ("ResourceNotFoundException", message)


@pytest.mark.upstream
def test_unpatched_ministack_attaches_a_label_to_two_versions(unpatched_aws, unique_name):
    client = unpatched_aws("secretsmanager")
    client.create_secret(Name=unique_name, SecretString="1")
    for value in "23":
        client.put_secret_value(SecretId=unique_name, SecretString=value, VersionStages=["one"])
    listed = client.list_secret_version_ids(SecretId=unique_name)["Versions"]
    assert [each["VersionStages"] for each in listed].count(["one"]) == 2
