import pytest
from botocore.exceptions import ClientError

_DAYS = {"startDate": "2026-01-01", "endDate": "2026-01-02"}
CALLS = [
    ("lambda", "list_capacity_providers", {}, "ListCapacityProviders of lambda"),
    ("apigateway", "get_sdk_types", {}, "GetSdkTypes of apigateway"),
    ("apigateway", "get_usage", {"usagePlanId": "p", **_DAYS}, "GetUsage of apigateway"),
    ("apigateway", "get_model_template", {"restApiId": "a", "modelName": "m"}, "GetModelTemplate of apigateway"),
    ("apigateway", "import_api_keys", {"body": b"name,key", "format": "csv"}, "ImportApiKeys of apigateway"),
    ("apigatewayv2", "get_vpc_links", {}, "GetVpcLinks of apigateway"),
    ("iam", "list_server_certificates", {}, "ListServerCertificates of iam"),
    ("ssm", "list_documents", {}, "ListDocuments of ssm"),
    ("sesv2", "list_contact_lists", {}, "ListContactLists of ses"),
    ("cloudfront", "get_trust_store", {"Identifier": "none"}, "GetTrustStore of cloudfront"),
    ("xray", "get_groups", {}, "GetGroups of xray"),
    ("codedeploy", "list_applications", {}, "ListApplications of codedeploy"),
]


def refusal(aws, service, operation, parameters):
    with pytest.raises(ClientError) as refused:
        getattr(aws(service), operation)(**parameters)
    return refused.value.response


@pytest.mark.parametrize(("service", "operation", "parameters", "named"), CALLS)
def test_an_operation_is_refused_by_its_name(aws, service, operation, parameters, named):
    response = refusal(aws, service, operation, parameters)
    assert response["Error"]["Code"] == "NotImplemented"
    assert response["Error"]["Message"] == f"The local AWS doesn't support {named}."
    assert response["ResponseMetadata"]["HTTPStatusCode"] == 501


def test_what_does_not_exist_is_not_found_as_before(aws):
    assert (
        refusal(aws, "lambda", "get_function", {"FunctionName": "none"})["Error"]["Code"] == "ResourceNotFoundException"
    )
    assert refusal(aws, "apigateway", "get_rest_api", {"restApiId": "none"})["Error"]["Code"] == "NotFoundException"


@pytest.mark.upstream
def test_unpatched_ministack_does_not_find_a_function(unpatched_aws):
    response = refusal(unpatched_aws, "lambda", "list_capacity_providers", {})
    assert "Function not found: /" in response["Error"]["Message"]
