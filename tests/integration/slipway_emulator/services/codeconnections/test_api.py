import pytest
from botocore.exceptions import ClientError


@pytest.fixture(params=["codeconnections", "codestar-connections"])
def service(request):
    """Both names of the service."""
    return request.param


@pytest.fixture
def client(aws, service):
    return aws(service)


def test_a_connection_is_created_read_tagged_listed_and_deleted(client, service):
    created = client.create_connection(
        ProviderType="GitHub", ConnectionName="site", Tags=[{"Key": "team", "Value": "a"}]
    )
    arn = created["ConnectionArn"]
    assert arn.startswith(f"arn:aws:{service}:eu-central-1:")
    connection = client.get_connection(ConnectionArn=arn)["Connection"]
    assert (connection["ConnectionName"], connection["ProviderType"], connection["ConnectionStatus"]) == (
        "site",
        "GitHub",
        "AVAILABLE",
    )
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "b", "Value": "1"}])
    client.untag_resource(ResourceArn=arn, TagKeys=["team"])
    assert client.list_tags_for_resource(ResourceArn=arn)["Tags"] == [{"Key": "b", "Value": "1"}]
    listed = client.list_connections(ProviderTypeFilter="GitHub")["Connections"]
    assert arn in [each["ConnectionArn"] for each in listed]
    client.delete_connection(ConnectionArn=arn)
    with pytest.raises(client.exceptions.ResourceNotFoundException):
        client.get_connection(ConnectionArn=arn)


def test_a_host_is_updated_and_cannot_be_deleted_while_it_has_connections(client):
    endpoint = "https://git.example.com"
    host = client.create_host(Name="own", ProviderType="GitHubEnterpriseServer", ProviderEndpoint=endpoint)["HostArn"]
    client.update_host(HostArn=host, ProviderEndpoint=f"{endpoint}:8443")
    assert client.get_host(HostArn=host)["ProviderEndpoint"] == f"{endpoint}:8443"
    connection = client.create_connection(HostArn=host, ConnectionName="own")["ConnectionArn"]
    assert client.get_connection(ConnectionArn=connection)["Connection"]["ProviderType"] == "GitHubEnterpriseServer"
    assert client.list_connections(HostArnFilter=host)["Connections"][0]["ConnectionArn"] == connection
    with pytest.raises(client.exceptions.ResourceUnavailableException):
        client.delete_host(HostArn=host)
    client.delete_connection(ConnectionArn=connection)
    client.delete_host(HostArn=host)
    assert host not in [each["HostArn"] for each in client.list_hosts()["Hosts"]]


def test_lists_have_pages(client):
    arns = {
        client.create_connection(ProviderType="GitLab", ConnectionName=f"c{number}")["ConnectionArn"]
        for number in range(3)
    }
    first = client.list_connections(ProviderTypeFilter="GitLab", MaxResults=2)
    rest = client.list_connections(ProviderTypeFilter="GitLab", MaxResults=100, NextToken=first["NextToken"])
    listed = [each["ConnectionArn"] for each in first["Connections"] + rest["Connections"]]
    assert len(first["Connections"]) == 2
    assert arns <= set(listed)
    assert "NextToken" not in rest


def test_an_unsupported_operation_is_rejected_by_name(client, service):
    with pytest.raises(ClientError, match=f"The local AWS doesn't support ListRepositoryLinks of {service}"):
        client.list_repository_links()
