import pytest
from botocore.exceptions import ClientError


def oidc_provider(aws, name):
    arn = aws("iam").create_open_id_connect_provider(
        Url=f"https://{name}.example.com", ClientIDList=["sts.amazonaws.com"], Tags=[{"Key": "a", "Value": "1"}]
    )["OpenIDConnectProviderArn"]
    return "open_id_connect_provider", {"OpenIDConnectProviderArn": arn}


def saml_provider(aws, name):
    arn = aws("iam").create_saml_provider(
        SAMLMetadataDocument="<x/>".ljust(1000), Name=name, Tags=[{"Key": "a", "Value": "1"}]
    )["SAMLProviderArn"]
    return "saml_provider", {"SAMLProviderArn": arn}


def mfa_device(aws, name):
    device = aws("iam").create_virtual_mfa_device(VirtualMFADeviceName=name, Tags=[{"Key": "a", "Value": "1"}])
    return "mfa_device", {"SerialNumber": device["VirtualMFADevice"]["SerialNumber"]}


def retagged(aws, kind, names):
    """Change the tags, and return those that are listed."""
    client = aws("iam")
    getattr(client, f"tag_{kind}")(**names, Tags=[{"Key": "a", "Value": "2 + 3"}, {"Key": "b", "Value": "1"}])
    getattr(client, f"tag_{kind}")(**names, Tags=[{"Key": "c", "Value": "1"}])
    getattr(client, f"untag_{kind}")(**names, TagKeys=["b", "none"])
    return getattr(client, f"list_{kind}_tags")(**names)["Tags"]


@pytest.mark.parametrize("make", [oidc_provider, saml_provider, mfa_device])
def test_a_resource_is_tagged_untagged_and_its_tags_are_listed(aws, unique_name, make):
    """https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html"""
    tags = retagged(aws, *make(aws, unique_name))
    assert tags == [{"Key": "a", "Value": "2 + 3"}, {"Key": "c", "Value": "1"}]


@pytest.mark.parametrize("kind", ["open_id_connect_provider", "saml_provider"])
def test_a_resource_that_does_not_exist_is_not_found(aws, target, kind):
    names = {"open_id_connect_provider": "OpenIDConnectProviderArn", "saml_provider": "SAMLProviderArn"}
    arn = f"arn:aws:iam::{target.access_key_id}:{kind.replace('_', '-')}/none"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        getattr(aws("iam"), f"tag_{kind}")(**{names[kind]: arn}, Tags=[{"Key": "a", "Value": "1"}])


def test_a_changed_tag_shows_in_the_provider(aws, unique_name):
    _, names = oidc_provider(aws, unique_name)
    aws("iam").tag_open_id_connect_provider(**names, Tags=[{"Key": "a", "Value": "2"}])
    assert aws("iam").get_open_id_connect_provider(**names)["Tags"] == [{"Key": "a", "Value": "2"}]


@pytest.mark.upstream
def test_unpatched_ministack_does_not_know_the_operations(unpatched_aws, unique_name):
    with pytest.raises(ClientError, match="InvalidAction"):
        retagged(unpatched_aws, *oidc_provider(unpatched_aws, unique_name))
