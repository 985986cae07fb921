"""How a resource is found on AWS by its planned attributes, and which id the provider imports it by.

The import sections of the provider's documentation have the ids:
https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Lookup:
    """How a type of resource is found. ``{key}`` is an attribute, the account, the region, or a text of the response.

    Attributes:
        service: boto3's name of it.
        operation: operation of the client; its error means that there is no such resource.
        arguments: arguments of the operation.
        id: id for an import.
        items: path of the list in the response, also through JSON in a text; by default the response is the item.
        match: texts that the item must have.
    """

    service: str
    operation: str
    arguments: Mapping[str, Any]
    id: str
    items: str = ""
    match: Mapping[str, str] = field(default_factory=dict)


_API = {"restApiId": "{rest_api_id}"}
_HTTP_API = {"ApiId": "{api_id}"}
_FUNCTION = {"FunctionName": "{function_name}"}
_POLICY_ARN = "arn:aws:iam::{account}:policy{path}{name}"
_TOPIC_ARN = "arn:aws:sns:{region}:{account}:{name}"

LOOKUPS = {
    "aws_api_gateway_authorizer": Lookup(
        "apigateway", "get_authorizers", _API, "{rest_api_id}/{id}", "items", {"name": "{name}"}
    ),
    "aws_api_gateway_method": Lookup(
        "apigateway",
        "get_method",
        {**_API, "resourceId": "{resource_id}", "httpMethod": "{http_method}"},
        "{rest_api_id}/{resource_id}/{http_method}",
    ),
    "aws_api_gateway_model": Lookup("apigateway", "get_model", {**_API, "modelName": "{name}"}, "{rest_api_id}/{name}"),
    "aws_api_gateway_resource": Lookup(
        "apigateway",
        "get_resources",
        {**_API, "limit": 500},
        "{rest_api_id}/{id}",
        "items",
        {"parentId": "{parent_id}", "pathPart": "{path_part}"},
    ),
    "aws_api_gateway_rest_api": Lookup(
        "apigateway", "get_rest_apis", {"limit": 500}, "{id}", "items", {"name": "{name}"}
    ),
    "aws_api_gateway_stage": Lookup(
        "apigateway", "get_stage", {**_API, "stageName": "{stage_name}"}, "{rest_api_id}/{stage_name}"
    ),
    "aws_apigatewayv2_api": Lookup(
        "apigatewayv2", "get_apis", {"MaxResults": "500"}, "{ApiId}", "Items", {"Name": "{name}"}
    ),
    "aws_apigatewayv2_authorizer": Lookup(
        "apigatewayv2", "get_authorizers", _HTTP_API, "{api_id}/{AuthorizerId}", "Items", {"Name": "{name}"}
    ),
    "aws_apigatewayv2_route": Lookup(
        "apigatewayv2", "get_routes", _HTTP_API, "{api_id}/{RouteId}", "Items", {"RouteKey": "{route_key}"}
    ),
    "aws_apigatewayv2_stage": Lookup(
        "apigatewayv2", "get_stage", {**_HTTP_API, "StageName": "{name}"}, "{api_id}/{name}"
    ),
    "aws_cloudfront_distribution": Lookup(
        "cloudfront", "list_distributions", {}, "{Id}", "DistributionList.Items", {"Comment": "{comment}"}
    ),
    "aws_cloudfront_origin_access_control": Lookup(
        "cloudfront",
        "list_origin_access_controls",
        {},
        "{Id}",
        "OriginAccessControlList.Items",
        {"Name": "{name}"},
    ),
    "aws_cloudfront_response_headers_policy": Lookup(
        "cloudfront",
        "list_response_headers_policies",
        {"Type": "custom"},
        "{ResponseHeadersPolicy.Id}",
        "ResponseHeadersPolicyList.Items",
        {"ResponseHeadersPolicy.ResponseHeadersPolicyConfig.Name": "{name}"},
    ),
    "aws_cloudwatch_log_group": Lookup(
        "logs",
        "describe_log_groups",
        {"logGroupNamePrefix": "{name}"},
        "{name}",
        "logGroups",
        {"logGroupName": "{name}"},
    ),
    "aws_codebuild_project": Lookup(
        "codebuild", "batch_get_projects", {"names": ["{name}"]}, "{name}", "projects", {"name": "{name}"}
    ),
    "aws_codepipeline": Lookup("codepipeline", "get_pipeline", {"name": "{name}"}, "{name}"),
    "aws_codestarconnections_connection": Lookup(
        "codeconnections", "list_connections", {}, "{ConnectionArn}", "Connections", {"ConnectionName": "{name}"}
    ),
    "aws_dynamodb_table": Lookup("dynamodb", "describe_table", {"TableName": "{name}"}, "{name}"),
    "aws_iam_policy": Lookup("iam", "get_policy", {"PolicyArn": _POLICY_ARN}, _POLICY_ARN),
    "aws_iam_role": Lookup("iam", "get_role", {"RoleName": "{name}"}, "{name}"),
    "aws_lambda_alias": Lookup("lambda", "get_alias", {**_FUNCTION, "Name": "{name}"}, "{function_name}/{name}"),
    "aws_lambda_event_source_mapping": Lookup(
        "lambda",
        "list_event_source_mappings",
        {**_FUNCTION, "EventSourceArn": "{event_source_arn}"},
        "{UUID}",
        "EventSourceMappings",
    ),
    "aws_lambda_function": Lookup("lambda", "get_function", _FUNCTION, "{function_name}"),
    "aws_lambda_permission": Lookup(
        "lambda",
        "get_policy",
        {**_FUNCTION, "Qualifier": "{qualifier}"},
        "{function_name}:{qualifier}/{statement_id}",
        "Policy.Statement",
        {"Sid": "{statement_id}"},
    ),
    "aws_s3_bucket": Lookup("s3", "head_bucket", {"Bucket": "{bucket}"}, "{bucket}"),
    "aws_secretsmanager_secret": Lookup("secretsmanager", "describe_secret", {"SecretId": "{name}"}, "{ARN}"),
    "aws_sesv2_configuration_set": Lookup(
        "sesv2",
        "get_configuration_set",
        {"ConfigurationSetName": "{configuration_set_name}"},
        "{configuration_set_name}",
    ),
    "aws_sesv2_email_identity": Lookup(
        "sesv2", "get_email_identity", {"EmailIdentity": "{email_identity}"}, "{email_identity}"
    ),
    "aws_sns_topic": Lookup("sns", "get_topic_attributes", {"TopicArn": _TOPIC_ARN}, _TOPIC_ARN),
    "aws_sqs_queue": Lookup("sqs", "get_queue_url", {"QueueName": "{name}"}, "{QueueUrl}"),
    "aws_ssm_parameter": Lookup("ssm", "get_parameter", {"Name": "{name}"}, "{name}"),
}
