import pytest
from botocore.exceptions import ClientError

from slipway.local import mail

CONTENT = {"Simple": {"Subject": {"Data": "x"}, "Body": {"Text": {"Data": "x"}}}}
TO = {"ToAddresses": ["to@example.com"]}


@pytest.fixture
def sender(unique_name):
    return f"{unique_name}@example.com"


def sent_with(target, sender):
    """The configuration sets of the messages from a sender."""
    return [message["ConfigurationSetName"] for message in mail.messages(target) if message["Source"] == sender]


def test_an_identity_keeps_its_configuration_set(aws, unique_name, sender):
    ses = aws("sesv2")
    ses.create_configuration_set(ConfigurationSetName=unique_name)
    ses.create_email_identity(EmailIdentity=sender, ConfigurationSetName=unique_name)
    assert ses.get_email_identity(EmailIdentity=sender)["ConfigurationSetName"] == unique_name


def test_the_configuration_set_of_an_identity_can_be_updated(aws, unique_name, sender):
    ses = aws("sesv2")
    ses.create_configuration_set(ConfigurationSetName=unique_name)
    ses.create_email_identity(EmailIdentity=sender)
    ses.put_email_identity_configuration_set_attributes(EmailIdentity=sender, ConfigurationSetName=unique_name)
    assert ses.get_email_identity(EmailIdentity=sender)["ConfigurationSetName"] == unique_name
    ses.put_email_identity_configuration_set_attributes(EmailIdentity=sender)
    assert "ConfigurationSetName" not in ses.get_email_identity(EmailIdentity=sender)


def test_a_message_is_sent_with_its_own_set_or_that_of_its_identity(aws, target, unique_name, sender):
    ses = aws("sesv2")
    for name in unique_name, f"{unique_name}-other":
        ses.create_configuration_set(ConfigurationSetName=name)
    ses.create_email_identity(EmailIdentity=sender, ConfigurationSetName=unique_name)
    message = {"FromEmailAddress": sender, "Destination": TO, "Content": CONTENT}
    ses.send_email(**message)
    ses.send_email(**message, ConfigurationSetName=f"{unique_name}-other")
    assert sent_with(target, sender) == [unique_name, f"{unique_name}-other"]


def test_a_set_that_does_not_exist_is_rejected(aws, sender):
    ses = aws("sesv2")
    with pytest.raises(ClientError, match="does not exist"):
        ses.create_email_identity(EmailIdentity=sender, ConfigurationSetName="none")
    ses.create_email_identity(EmailIdentity=sender)
    with pytest.raises(ClientError, match="does not exist"):
        ses.put_email_identity_configuration_set_attributes(EmailIdentity=sender, ConfigurationSetName="none")
    message = {"FromEmailAddress": sender, "Destination": TO, "Content": CONTENT}
    with pytest.raises(ClientError, match="does not exist"):
        ses.send_email(**message, ConfigurationSetName="none")


@pytest.mark.upstream
def test_unpatched_ministack_drops_the_set_of_the_identity(unpatched_aws, unique_name, sender):
    ses = unpatched_aws("sesv2")
    ses.create_configuration_set(ConfigurationSetName=unique_name)
    ses.create_email_identity(EmailIdentity=sender, ConfigurationSetName=unique_name)
    assert "ConfigurationSetName" not in ses.get_email_identity(EmailIdentity=sender)


@pytest.mark.upstream
def test_unpatched_ministack_sends_with_a_set_that_does_not_exist(unpatched_aws, sender):
    ses = unpatched_aws("sesv2")
    ses.create_email_identity(EmailIdentity=sender)
    ses.send_email(FromEmailAddress=sender, Destination=TO, Content=CONTENT, ConfigurationSetName="none")
