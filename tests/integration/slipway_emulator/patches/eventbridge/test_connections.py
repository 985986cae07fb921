"""https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_CreateApiDestination.html"""

import pytest

KEY = {"ApiKeyAuthParameters": {"ApiKeyName": "x-key", "ApiKeyValue": "example"}}


def connection(aws, name):
    return aws("events").create_connection(Name=name, AuthorizationType="API_KEY", AuthParameters=KEY)["ConnectionArn"]


def destination(aws, name, connection_arn):
    """Create an API destination that calls the health check of the local AWS."""
    endpoint = aws("events").meta.endpoint_url.replace("127.0.0.1", "localhost") + "/_ministack/health"
    return aws("events").create_api_destination(
        Name=name, ConnectionArn=connection_arn, InvocationEndpoint=endpoint, HttpMethod="GET"
    )["ApiDestinationArn"]


def test_an_api_destination_can_be_created_with_the_arn_of_a_connection(aws, unique_name):
    client, arn = aws("events"), connection(aws, unique_name)
    assert arn.split("/")[1:-1] == [unique_name]
    created = destination(aws, unique_name, arn)
    assert created.split("/")[1:-1] == [unique_name]
    other = connection(aws, f"{unique_name}-b")
    for expected in arn, other:
        (listed,) = client.list_api_destinations(NamePrefix=unique_name)["ApiDestinations"]
        described = client.describe_api_destination(Name=unique_name)
        for found in listed, described:
            assert (found["ConnectionArn"], found["ApiDestinationArn"]) == (expected, created)
        client.update_api_destination(Name=unique_name, ConnectionArn=other)
    (first, _) = client.list_connections(NamePrefix=unique_name)["Connections"]
    assert first["ConnectionArn"] == arn == client.describe_connection(Name=unique_name)["ConnectionArn"]


@pytest.mark.upstream
def test_unpatched_ministack_has_arns_without_ids(unpatched_aws, unique_name):
    assert connection(unpatched_aws, unique_name).endswith(f":connection/{unique_name}")
