import pytest
from botocore.exceptions import ClientError


@pytest.fixture(params=["codeconnections", "codestar-connections"])
def service(request):
    """Both names of the service."""
    return request.param


@pytest.fixture
def client(aws, service):
    return aws(service)


def test_a_connection_is_made_found_tagged_and_deleted(client, service):
    made = client.create_connection(ProviderType="GitHub", ConnectionName="site", Tags=[{"Key": "team", "Value": "a"}])
    arn = made["ConnectionArn"]
    assert arn.startswith(f"arn:aws:{service}:eu-central-1:")
    found = client.get_connection(ConnectionArn=arn)["Connection"]
    assert (found["ConnectionName"], found["ProviderType"], found["ConnectionStatus"]) == (
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


def test_a_host_is_changed_and_stays_while_it_has_connections(client):
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


def test_lists_come_in_pages(client):
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


def test_what_isn_t_run_is_refused_by_its_name(client, service):
    with pytest.raises(ClientError, match=f"The local AWS doesn't run ListRepositoryLinks of {service}"):
        client.list_repository_links()
