"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/sqs/test_sqs.snapshot.json"""

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from botocore.exceptions import ClientError


def codes(call, **parameters):
    """Return the code of the Query protocol and the name in the model."""
    with pytest.raises(ClientError) as error:
        call(**parameters)
    found = error.value.response["Error"]
    return found["Code"], found["QueryErrorCode"]


def test_an_error_has_the_name_of_its_model_and_the_code_of_the_query_protocol(aws, queue):
    client, url = aws("sqs"), queue(aws).url
    invalid = ("InvalidParameterValue", "InvalidParameterValueException")
    assert codes(client.receive_message, QueueUrl=url, MaxNumberOfMessages=11) == invalid
    assert codes(client.remove_permission, QueueUrl=url, Label="none") == invalid
    missing = ("MissingParameter", "MissingRequiredParameterException")
    assert codes(client.send_message, QueueUrl=url, MessageBody="") == missing
    assert codes(client.tag_queue, QueueUrl=url, Tags={}) == missing
    none = ("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist")
    assert codes(client.receive_message, QueueUrl=f"{url}-none") == none


def error_of(target, **parameters):
    """Send a request in the Query protocol and return the text of its error."""
    request = AWSRequest("POST", target.endpoint_url, data=parameters)
    credentials = Credentials(target.access_key_id, target.secret_access_key)
    SigV4Auth(credentials, "sqs", target.region).add_auth(request)
    prepared = request.prepare()
    response = requests.post(prepared.url, data=prepared.body, headers=dict(prepared.headers), timeout=30)
    return response.text


def test_an_error_of_the_query_protocol_has_an_empty_detail(aws, target, queue):
    url = queue(aws).url
    for parameters, code in (
        ({"Action": "ReceiveMessage", "QueueUrl": url, "MaxNumberOfMessages": "11"}, "InvalidParameterValue"),
        ({"Action": "DeleteMessage", "QueueUrl": url, "ReceiptHandle": "none"}, "ReceiptHandleIsInvalid"),
    ):
        text = error_of(target, **parameters)
        assert f"<Code>{code}</Code>" in text
        assert "<Detail/></Error>" in text


@pytest.mark.upstream
def test_unpatched_ministack_has_no_name_of_the_model(unpatched_aws, queue):
    client, url = unpatched_aws("sqs"), queue(unpatched_aws).url
    assert codes(client.send_message, QueueUrl=url, MessageBody="")[1] == "MissingParameter"
