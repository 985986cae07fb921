"""https://docs.aws.amazon.com/step-functions/latest/apireference/API_CreateActivity.html

Recorded from AWS:
https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/stepfunctions/v2/test_sfn_api_activities.snapshot.json
"""

import pytest
from botocore.exceptions import ClientError

from slipway.harness import unique_name

INVALID = [*' <>{}[]?*"#%\\^|~`$&,;:/', chr(0), chr(31), chr(127)]


def test_an_activity_is_created_and_deleted_again(aws):
    client, name = aws("stepfunctions"), unique_name()
    created = [client.create_activity(name=name) for _ in range(2)]
    arn = created[0]["activityArn"]
    assert (created[1]["activityArn"], created[1]["creationDate"]) == (arn, created[0]["creationDate"])
    assert client.describe_activity(activityArn=arn)["encryptionConfiguration"] == {"type": "AWS_OWNED_KEY"}
    for _ in range(2):
        client.delete_activity(activityArn=arn)
    for read in (client.describe_activity, client.get_activity_task):
        with pytest.raises(ClientError, match=f"Activity Does Not Exist: '{arn}'"):
            read(activityArn=arn)


def test_a_name_has_no_special_characters(aws):
    for character in INVALID:
        with pytest.raises(ClientError) as error:
            aws("stepfunctions").create_activity(name=f"a{character}b")
        details = error.value.response["Error"]
        assert (details["Code"], details["Message"]) == ("InvalidName", f"Invalid Name: 'a{character}b'")


@pytest.mark.upstream
def test_unpatched_ministack_takes_any_name(unpatched_aws):
    assert unpatched_aws("stepfunctions").create_activity(name=f"{unique_name()} b")["activityArn"]
