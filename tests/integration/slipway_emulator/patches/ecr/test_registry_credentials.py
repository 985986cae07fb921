"""https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html"""

import pytest
import requests


def get(target, path, token=None, **headers):
    if token:
        headers["Authorization"] = f"Basic {token}"
    return requests.get(f"{target.endpoint_url}{path}", headers=headers, timeout=30)


@pytest.fixture
def token(aws, unique_name):
    """A token for the registry, which has a repository."""
    ecr = aws("ecr")
    ecr.create_repository(repositoryName=unique_name)
    (data,) = ecr.get_authorization_token()["authorizationData"]
    return data["authorizationToken"]


def test_a_request_with_a_token_is_answered(target, token, unique_name):
    assert get(target, "/v2/", token).status_code == 200
    assert unique_name in get(target, "/v2/_catalog", token).json()["repositories"]
    assert get(target, f"/v2/{unique_name}/tags/list", token).json() == {"name": unique_name, "tags": []}


@pytest.mark.parametrize("path", ["/v2/", "/v2/_catalog", "/v2/{}/tags/list", "/v2/{}/manifests/latest"])
@pytest.mark.parametrize("given", [None, "QVdTOm1pbmlzdGFjay1hdXRoLXRva2Vu", "x", "QVdTOg=="])
def test_a_request_without_a_token_is_refused(given, path, target, token, unique_name):
    response = get(target, path.format(unique_name), given)
    assert (response.status_code, response.text) == (401, "Not Authorized\n")
    assert response.headers["WWW-Authenticate"].endswith('.amazonaws.com/",service="ecr.amazonaws.com"')


def test_a_token_is_for_the_registry_of_its_account(target, token, unique_name):
    host = f"210987654321.dkr.ecr.{target.region}.amazonaws.com"
    assert get(target, "/v2/", token, Host=host).status_code == 401
    own = f"{target.access_key_id}.dkr.ecr.{target.region}.amazonaws.com"
    assert get(target, f"/v2/{unique_name}/tags/list", token, Host=own).status_code == 200


@pytest.mark.upstream
def test_unpatched_ministack_needs_no_token(unpatched_aws, local_aws):
    unpatched_aws("ecr").create_repository(repositoryName="repository")
    assert requests.get(f"{unpatched_aws('ecr').meta.endpoint_url}/v2/_catalog", timeout=30).status_code == 200
