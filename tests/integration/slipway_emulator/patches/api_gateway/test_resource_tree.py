"""https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/apigateway/test_apigateway_api.snapshot.json"""

import pytest
from botocore.exceptions import ClientError


@pytest.fixture
def tree(aws, rest_api):
    """The ids of the resources ``/``, ``/pets``, ``/pets/subpets`` and ``/pets/subpets/pets`` by path."""
    client, ids = aws("apigateway"), {"/": rest_api.root}
    for parent, part in (("/", "pets"), ("/pets", "subpets"), ("/pets/subpets", "pets")):
        resource = client.create_resource(restApiId=rest_api.id, parentId=ids[parent], pathPart=part)
        ids[resource["path"]] = resource["id"]
    return ids


def paths(aws, rest_api):
    return sorted(each["path"] for each in aws("apigateway").get_resources(restApiId=rest_api.id)["items"])


def update(aws, rest_api, id_, path, value, op="replace"):
    patch = {"op": op, "path": path, **({"value": value} if value else {})}
    return aws("apigateway").update_resource(restApiId=rest_api.id, resourceId=id_, patchOperations=[patch])


def refusal(*arguments, **options):
    with pytest.raises(ClientError) as error:
        update(*arguments, **options)
    return error.value.response["Error"]["Code"], error.value.response["Error"]["Message"]


def test_resources_move_and_are_deleted_with_those_below(aws, rest_api, tree):
    subpets = tree["/pets/subpets"]
    assert update(aws, rest_api, subpets, "/parentId", rest_api.root)["path"] == "/subpets"
    assert paths(aws, rest_api) == ["/", "/pets", "/subpets", "/subpets/pets"]
    assert refusal(aws, rest_api, subpets, "/pathPart", "pets")[0] == "ConflictException"
    aws("apigateway").delete_resource(restApiId=rest_api.id, resourceId=subpets)
    assert paths(aws, rest_api) == ["/", "/pets"]


def test_changes_that_api_gateway_refuses(aws, rest_api, tree):
    pets, subpets = tree["/pets"], tree["/pets/subpets"]
    assert refusal(aws, rest_api, subpets, "/parentId", "nowhere") == (
        "NotFoundException",
        "Invalid Resource identifier specified",
    )
    cyclical = ("BadRequestException", "Resources cannot be cyclical.")
    assert refusal(aws, rest_api, pets, "/parentId", tree["/pets/subpets/pets"]) == cyclical
    assert refusal(aws, rest_api, subpets, "/parentId", subpets) == cyclical
    assert refusal(aws, rest_api, tree["/pets/subpets/pets"], "/parentId", rest_api.root) == (
        "ConflictException",
        "Another resource with the same parent already has this name: pets",
    )
    for name in ("parentId", "pathPart"):
        assert refusal(aws, rest_api, rest_api.root, f"/{name}", pets)[1] == f"Root resource cannot update its {name}."
    unknown = "Invalid patch path  '/invalid' specified for op 'replace'. Must be one of: [/parentId, /pathPart]"
    assert refusal(aws, rest_api, pets, "/invalid", "a")[1] == unknown
    for op in ("add", "remove"):
        expected = f"Invalid patch path  '/pathPart' specified for op '{op}'. Please choose supported operations"
        assert refusal(aws, rest_api, pets, "/pathPart", "a", op=op)[1] == expected


def test_nothing_is_below_a_greedy_path_variable(aws, rest_api):
    client = aws("apigateway")
    greedy = client.create_resource(restApiId=rest_api.id, parentId=rest_api.root, pathPart="{proxy+}")["id"]
    with pytest.raises(ClientError, match=r"a resource with a greedy path variable: \{proxy\+\}"):
        client.create_resource(restApiId=rest_api.id, parentId=greedy, pathPart="a")


@pytest.mark.upstream
def test_unpatched_ministack_keeps_the_resources_below(unpatched_aws, unpatched_target):
    client = unpatched_aws("apigateway")
    api = client.create_rest_api(name="a")
    parent = client.create_resource(restApiId=api["id"], parentId=api["rootResourceId"], pathPart="a")["id"]
    client.create_resource(restApiId=api["id"], parentId=parent, pathPart="b")
    client.delete_resource(restApiId=api["id"], resourceId=parent)
    assert len(client.get_resources(restApiId=api["id"])["items"]) == 2
