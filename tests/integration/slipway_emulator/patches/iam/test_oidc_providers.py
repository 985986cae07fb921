import pytest
from botocore.exceptions import ClientError


def created(aws, name):
    return aws("iam").create_open_id_connect_provider(
        Url=f"https://{name}.example.com", ClientIDList=["one"], ThumbprintList=["a" * 40]
    )["OpenIDConnectProviderArn"]


def test_audiences_and_thumbprints_are_changed(aws, unique_name):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html"""
    iam, arn = aws("iam"), created(aws, unique_name)
    for client_id in ("two", "two"):
        iam.add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID=client_id)
    iam.remove_client_id_from_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="one")
    thumbprints = ["b" * 40, "c" * 40]
    iam.update_open_id_connect_provider_thumbprint(OpenIDConnectProviderArn=arn, ThumbprintList=thumbprints)
    provider = iam.get_open_id_connect_provider(OpenIDConnectProviderArn=arn)
    assert (provider["ClientIDList"], provider["ThumbprintList"]) == (["two"], thumbprints)


def test_a_provider_that_does_not_exist_is_not_found(aws, target):
    arn = f"arn:aws:iam::{target.access_key_id}:oidc-provider/none.example.com"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws("iam").add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="a")


@pytest.mark.upstream
def test_unpatched_ministack_does_not_know_the_operations(unpatched_aws, unique_name):
    arn = created(unpatched_aws, unique_name)
    with pytest.raises(ClientError, match="InvalidAction"):
        unpatched_aws("iam").add_client_id_to_open_id_connect_provider(OpenIDConnectProviderArn=arn, ClientID="a")
