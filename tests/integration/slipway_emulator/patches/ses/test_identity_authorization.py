import functools

import pytest
from botocore.exceptions import ClientError

SENDER = "sender@example.com"
TO = {"ToAddresses": ["to@example.com"]}
BODY = {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}
V1 = {"Source": f"Movies <{SENDER}>", "Destination": TO, "Message": BODY}
V2 = {"FromEmailAddress": SENDER, "Destination": TO, "Content": {"Simple": BODY}}
both_apis = pytest.mark.parametrize("message", [V1, V2], ids=["v1", "v2"])


def allow(target, *resources, **condition):
    arn = f"arn:aws:ses:{target.region}:{target.access_key_id}"
    statement = {"Effect": "Allow", "Action": "ses:SendEmail", "Resource": [f"{arn}:{name}" for name in resources]}
    return statement | condition


@pytest.fixture
def send_to(assume):
    """``send_to(aws, target, message, statement)`` sends as a role with the statement; returns "sent" or the error."""

    def as_role(aws, target, message, statement):
        aws("sesv2").create_email_identity(EmailIdentity=SENDER)
        _, client = assume(aws, target, statement)
        try:
            client("ses" if "Source" in message else "sesv2").send_email(**message)
        except ClientError as error:
            return str(error)
        return "sent"

    return as_role


@pytest.fixture
def send(aws, target, send_to):
    """``send(message, statement)`` does so on the local AWS."""
    return functools.partial(send_to, aws, target)


@pytest.fixture
def configuration_set(aws, unique_name):
    aws("sesv2").create_configuration_set(ConfigurationSetName=unique_name)
    aws("ses").create_configuration_set(ConfigurationSet={"Name": unique_name})
    return unique_name


@both_apis
def test_the_identity_is_enough(aws, target, send, message):
    assert send(message, allow(target, f"identity/{SENDER}")) == "sent"


@both_apis
def test_another_identity_is_not(aws, target, send, message):
    assert "AccessDenied" in send(message, allow(target, "identity/other@example.com"))


@both_apis
def test_a_named_configuration_set_must_be_allowed_too(aws, target, send, configuration_set, message):
    message = message | {"ConfigurationSetName": configuration_set}
    assert "AccessDenied" in send(message, allow(target, f"identity/{SENDER}"))
    both = allow(target, f"identity/{SENDER}", f"configuration-set/{configuration_set}")
    assert send(message, both) == "sent"


def test_the_denial_names_the_configuration_set(aws, target, send, configuration_set):
    message = V2 | {"ConfigurationSetName": configuration_set}
    error = send(message, allow(target, f"identity/{SENDER}"))
    assert f"configuration-set/{configuration_set}" in error


def test_the_default_configuration_set_of_the_identity_must_be_allowed_too(aws, target, send, configuration_set):
    sender = f"{configuration_set}@example.com"
    aws("sesv2").create_email_identity(EmailIdentity=sender, ConfigurationSetName=configuration_set)
    message = V2 | {"FromEmailAddress": sender}
    assert "AccessDenied" in send(message, allow(target, f"identity/{sender}"))


def test_a_domain_is_the_identity_of_its_addresses(aws, target, send, unique_name):
    domain = f"{unique_name}.example.com"
    aws("sesv2").create_email_identity(EmailIdentity=domain)
    message = V2 | {"FromEmailAddress": f"anyone@{domain}"}
    assert send(message, allow(target, f"identity/{domain}")) == "sent"


@pytest.mark.parametrize(("address", "sent"), [(SENDER, True), ("other@example.com", False)])
@both_apis
def test_a_condition_on_the_sender_is_evaluated(aws, target, send, message, address, sent):
    condition = {"StringEquals": {"ses:FromAddress": address}}
    response = send(message, allow(target, f"identity/{SENDER}", Condition=condition))
    assert (response == "sent") is sent


@pytest.mark.upstream
@both_apis
def test_unpatched_ministack_denies_with_a_grant_on_the_identity(unpatched_aws, unpatched_target, send_to, message):
    statement = allow(unpatched_target, f"identity/{SENDER}")
    assert "AccessDenied" in send_to(unpatched_aws, unpatched_target, message, statement)
