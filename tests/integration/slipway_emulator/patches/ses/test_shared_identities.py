"""https://docs.aws.amazon.com/ses/latest/dg/creating-identities.html"""

import pytest
from service_errors import error_of

from slipway.harness import unique_name


@pytest.fixture
def address():
    return f"{unique_name()}@example.com"


@pytest.fixture
def domain():
    return f"{unique_name()}.example.com"


@pytest.fixture
def versions(aws):
    """The clients of both versions."""
    return aws("ses"), aws("sesv2")


def listed(client, name):
    pages = client.list_email_identities()["EmailIdentities"]
    return [each["IdentityType"] for each in pages if each["IdentityName"] == name]


def test_an_identity_of_version_1_is_one_of_version_2(versions, address, domain):
    first, second = versions
    first.verify_email_identity(EmailAddress=address)
    first.verify_domain_identity(Domain=domain)
    assert listed(second, address) + listed(second, domain) == ["EMAIL_ADDRESS", "DOMAIN"]
    found = second.get_email_identity(EmailIdentity=address)
    assert (found["VerifiedForSendingStatus"], found["DkimAttributes"]["Status"]) == (True, "NOT_STARTED")

    tokens = first.verify_domain_dkim(Domain=domain)["DkimTokens"]
    dkim = second.get_email_identity(EmailIdentity=domain)["DkimAttributes"]
    assert (dkim["Status"], dkim["SigningEnabled"], dkim["Tokens"]) == ("SUCCESS", True, tokens)


def test_an_identity_of_version_2_is_one_of_version_1(versions, address, domain):
    first, second = versions
    second.create_email_identity(EmailIdentity=address)
    tokens = second.create_email_identity(EmailIdentity=domain)["DkimAttributes"]["Tokens"]
    assert {address, domain} <= set(first.list_identities()["Identities"])
    found = first.get_identity_verification_attributes(Identities=[address, domain])["VerificationAttributes"]
    assert {each["VerificationStatus"] for each in found.values()} == {"Success"}
    dkim = first.get_identity_dkim_attributes(Identities=[domain])["DkimAttributes"][domain]
    assert dkim["DkimTokens"] == tokens


def test_either_version_deletes_it_for_both(versions, address, domain):
    first, second = versions
    for name in (address, domain):
        second.create_email_identity(EmailIdentity=name, Tags=[{"Key": "a", "Value": "b"}])
    first.delete_identity(Identity=address)
    second.delete_email_identity(EmailIdentity=domain)
    assert not {address, domain} & set(first.list_identities()["Identities"])
    for name in (address, domain):
        assert error_of(second.get_email_identity, EmailIdentity=name)[0] == "NotFoundException"


def test_an_identity_of_version_1_has_tags_and_a_configuration_set_of_version_2(aws, versions, address, target):
    first, second = versions
    first.verify_email_identity(EmailAddress=address)
    arn = f"arn:aws:ses:{target.region}:{aws('sts').get_caller_identity()['Account']}:identity/{address}"
    second.tag_resource(ResourceArn=arn, Tags=[{"Key": "a", "Value": "b"}])
    assert second.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "a", "Value": "b"}]
    name = unique_name()
    second.create_configuration_set(ConfigurationSetName=name)
    second.put_email_identity_configuration_set_attributes(EmailIdentity=address, ConfigurationSetName=name)
    assert second.get_email_identity(EmailIdentity=address)["ConfigurationSetName"] == name


@pytest.mark.upstream
def test_unpatched_ministack_finds_none_of_version_1(unpatched_aws, address):
    unpatched_aws("ses").verify_email_identity(EmailAddress=address)
    assert error_of(unpatched_aws("sesv2").get_email_identity, EmailIdentity=address)[0] == "NotFoundException"
