"""The policy documents in requests, and each service's error for a malformed one, or one that is too large.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html
https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html
https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html
https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html
"""

import functools
import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from slipway_emulator.models.errors import ServiceError
from slipway_emulator.validation import policy_grammar
from slipway_emulator.validation.policy_grammar import PolicyError

_Values = Mapping[str, Any]
_Rule = Callable[[_Values], None]


def _rule(check: Callable[[str], None], member: str, code: str, message: str = "") -> _Rule:
    """Return a rule that checks the document in a member of the input.

    Args:
        check: raises a ``PolicyError``.
        member: its name.
        code: code of the service's error.
        message: message of the service's error; by default that of the ``PolicyError``.
    """

    def rule(values: _Values) -> None:
        if document := values.get(member):
            _check(check, document, code, message)

    return rule


def _iam(check: Callable[[str], None], limit: int, quota: str, member: str = "PolicyDocument") -> _Rule:
    """Return a rule of IAM, which also limits the size of a document, in characters without white space."""
    rule = _rule(check, member, "MalformedPolicyDocument")

    def limited(values: _Values) -> None:
        rule(values)
        if len(re.sub(r"\s", "", values.get(member, ""))) > limit:
            raise ServiceError("LimitExceeded", quota.format(limit=limit, **values), status=409)

    return limited


def _check(check: Callable[[str], None], document: str, code: str, message: str = "", query_code: str = "") -> None:
    try:
        check(document)
    except PolicyError as error:
        raise ServiceError(code, message or str(error), query_code) from error


def _sqs(values: _Values) -> None:
    if document := values.get("Attributes", {}).get("Policy"):
        _check(
            policy_grammar.check_resource_policy,
            document,
            "InvalidAttributeValue",
            "Invalid value for the parameter Policy.",
            "InvalidAttributeValue",
        )


def _sns(document: str | None) -> None:
    if document:
        _check(
            policy_grammar.check_resource_policy, document, "InvalidParameter", "Invalid parameter: Policy Error: null"
        )


def _sns_attribute(values: _Values) -> None:
    if values.get("AttributeName") == "Policy":
        _sns(values.get("AttributeValue"))


def _check_api_gateway(document: str) -> None:
    """Check the policy of an API, in which a resource may begin with its path.

    API Gateway adds the rest of the ARN:
    https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
    """
    policy_grammar.check_resource_policy(document.replace('"execute-api:/', '"arn:aws:execute-api:*:*:*/'))


def _check_logs(document: str) -> None:
    """Check the policy of CloudWatch Logs, which accepts any text as a resource or a principal.

    Recorded from AWS:
    https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_resource_policies.py
    https://github.com/localstack/localstack/blob/8b9a79f/tests/aws/services/logs/test_logs_destinations.py
    """
    anything = {"Resource": "*", "Principal": "*"}
    statements = [
        {name: anything.get(name, value) for name, value in statement.items()}
        for statement in policy_grammar.statements(document)
    ]
    policy_grammar.check_resource_policy(json.dumps({"Version": "2012-10-17", "Statement": statements}))


def _api_gateway_update(values: _Values) -> None:
    for patch in values.get("patchOperations", []):
        if patch.get("path") == "/policy" and patch.get("value"):
            _check(_check_api_gateway, patch["value"], "BadRequestException", _API_GATEWAY)


_API_GATEWAY = "Invalid policy document. Please check the policy syntax and ensure that Principals are valid."
_ECR = "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'"
_MALFORMED = "MalformedPolicyDocument"
_MANAGED_QUOTA = "Cannot exceed quota for PolicySize: {limit}"
_TRUST_QUOTA = "Cannot exceed quota for ACLSizePerRole: {limit}"
_INLINE_QUOTA = "Maximum policy size of {limit} bytes exceeded for"
_identity = functools.partial(policy_grammar.check_identity_policy, is_managed=False)
_managed = functools.partial(policy_grammar.check_identity_policy, is_managed=True)
_trust = policy_grammar.check_trust_policy
_resource = policy_grammar.check_resource_policy
_without_resource = functools.partial(policy_grammar.check_resource_policy, needs_resource=False)

RULES: Mapping[tuple[str, str], _Rule] = {
    ("iam", "CreatePolicy"): _iam(_managed, 6144, _MANAGED_QUOTA),
    ("iam", "CreatePolicyVersion"): _iam(_managed, 6144, _MANAGED_QUOTA),
    ("iam", "PutGroupPolicy"): _iam(_identity, 5120, f"{_INLINE_QUOTA} group {{GroupName}}"),
    ("iam", "PutRolePolicy"): _iam(_identity, 10_240, f"{_INLINE_QUOTA} role {{RoleName}}"),
    ("iam", "PutUserPolicy"): _iam(_identity, 2048, f"{_INLINE_QUOTA} user {{UserName}}"),
    ("iam", "CreateRole"): _iam(_trust, 2048, _TRUST_QUOTA, "AssumeRolePolicyDocument"),
    ("iam", "UpdateAssumeRolePolicy"): _iam(_trust, 2048, _TRUST_QUOTA),
    ("sts", "AssumeRole"): _rule(_identity, "Policy", _MALFORMED),
    ("sts", "AssumeRoleWithWebIdentity"): _rule(_identity, "Policy", _MALFORMED),
    ("kms", "CreateKey"): _rule(_resource, "Policy", "MalformedPolicyDocumentException"),
    ("kms", "PutKeyPolicy"): _rule(_resource, "Policy", "MalformedPolicyDocumentException"),
    ("secretsmanager", "PutResourcePolicy"): _rule(_resource, "ResourcePolicy", "MalformedPolicyDocumentException"),
    ("ecr", "SetRepositoryPolicy"): _rule(_without_resource, "policyText", "InvalidParameterException", _ECR),
    ("ecr", "PutRegistryPolicy"): _rule(_resource, "policyText", "InvalidParameterException"),
    ("apigateway", "CreateRestApi"): _rule(_check_api_gateway, "policy", "BadRequestException", _API_GATEWAY),
    ("apigateway", "UpdateRestApi"): _api_gateway_update,
    ("events", "PutPermission"): _rule(_resource, "Policy", "ValidationException"),
    ("logs", "PutResourcePolicy"): _rule(_check_logs, "policyDocument", "InvalidParameterException"),
    ("logs", "PutDestinationPolicy"): _rule(_check_logs, "accessPolicy", "InvalidParameterException"),
    ("ses", "PutIdentityPolicy"): _rule(_resource, "Policy", "InvalidPolicy"),
    ("sesv2", "CreateEmailIdentityPolicy"): _rule(_resource, "Policy", "BadRequestException"),
    ("sesv2", "UpdateEmailIdentityPolicy"): _rule(_resource, "Policy", "BadRequestException"),
    ("codebuild", "PutResourcePolicy"): _rule(_resource, "policy", "InvalidInputException"),
    ("efs", "PutFileSystemPolicy"): _rule(_resource, "Policy", "InvalidPolicyException"),
    ("sqs", "CreateQueue"): _sqs,
    ("sqs", "SetQueueAttributes"): _sqs,
    ("sns", "CreateTopic"): lambda values: _sns(values.get("Attributes", {}).get("Policy")),
    ("sns", "SetTopicAttributes"): _sns_attribute,
}
