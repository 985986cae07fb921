"""The operations on scalable targets and their policies.

A table's capacity is put between the minimum and the maximum of its target when a policy is in effect. It doesn't
follow the requests: MiniStack doesn't count consumed capacity, and never throttles.
https://docs.aws.amazon.com/autoscaling/application/APIReference/Welcome.html
"""

import time
import uuid
from collections import defaultdict
from typing import Any

from slipway_emulator.iam import caller, tags
from slipway_emulator.models.errors import ServiceError
from slipway_emulator.services.applicationautoscaling import capacity
from slipway_emulator.services.aws_json import Operation, page

Parameters = dict[str, Any]
_Key = tuple[str, str, str]

_KEY = ("ServiceNamespace", "ResourceId", "ScalableDimension")
_SUSPENSIONS = ("DynamicScalingInSuspended", "DynamicScalingOutSuspended", "ScheduledScalingSuspended")
_ROLE = (
    "aws-service-role/dynamodb.application-autoscaling.amazonaws.com/"
    "AWSServiceRoleForApplicationAutoScaling_DynamoDBTable"
)

# By account and region: the shapes ScalableTarget, with the tags, by `_KEY`, and ScalingPolicy by `_KEY` and name.
_TARGETS: dict[tuple[str, str], dict[_Key, Parameters]] = defaultdict(dict)
_POLICIES: dict[tuple[str, str], dict[tuple[_Key, str], Parameters]] = defaultdict(dict)


def register(parameters: Parameters) -> Parameters:
    """RegisterScalableTarget, for a new target or new values of one."""
    capacity.check(parameters)
    known = _TARGETS[_scope()].get(_key(parameters), {})
    target = known | {name: parameters[name] for name in ("MinCapacity", "MaxCapacity") if name in parameters}
    if missing := [name for name in ("MinCapacity", "MaxCapacity") if name not in target]:
        raise ServiceError("ValidationException", f"{missing[0]} is required to register a new scalable target.")
    if target["MinCapacity"] > target["MaxCapacity"]:
        raise ServiceError("ValidationException", "Maximum capacity cannot be less than minimum capacity")
    new = {
        **{name: parameters[name] for name in _KEY},
        "RoleARN": f"arn:aws:iam::{caller.account()}:role/{_ROLE}",
        "CreationTime": time.time(),
        "SuspendedState": dict.fromkeys(_SUSPENSIONS, False),
        "ScalableTargetARN": _arn("application-autoscaling", f"scalable-target/{uuid.uuid4().hex}"),
        "Tags": {},
    }
    target = _TARGETS[_scope()][_key(parameters)] = new | target
    target["SuspendedState"] |= parameters.get("SuspendedState", {})
    target["Tags"] |= parameters.get("Tags", {})
    _scale(target)
    return {"ScalableTargetARN": target["ScalableTargetARN"]}


def deregister(parameters: Parameters) -> None:
    """DeregisterScalableTarget, which deletes its policies too."""
    _target(parameters)
    key, policies = _key(parameters), _POLICIES[_scope()]
    del _TARGETS[_scope()][key]
    for each in [each for each in policies if each[0] == key]:
        del policies[each]


def describe_targets(parameters: Parameters) -> Parameters:
    """DescribeScalableTargets."""
    found = [target for target in _TARGETS[_scope()].values() if _is_asked_for(target, parameters)]
    targets, token = _page(found, parameters)
    return {"ScalableTargets": targets, "NextToken": token}


def put_policy(parameters: Parameters) -> Parameters:
    """PutScalingPolicy, for a new policy or new values of one."""
    target, key = _target(parameters), (_key(parameters), parameters["PolicyName"])
    known = _POLICIES[_scope()].get(key, {})
    if "PolicyType" not in known | parameters:
        raise ServiceError("ValidationException", "PolicyType is required for a new scaling policy.")
    service, resource = parameters["ServiceNamespace"], parameters["ResourceId"]
    name = f"scalingPolicy:{uuid.uuid4()}:resource/{service}/{resource}:policyName/{parameters['PolicyName']}"
    new = {"PolicyARN": _arn("autoscaling", name), "CreationTime": time.time(), "Alarms": []}
    policy = _POLICIES[_scope()][key] = new | known | parameters
    _scale(target)
    return {"PolicyARN": policy["PolicyARN"], "Alarms": policy["Alarms"]}


def delete_policy(parameters: Parameters) -> None:
    """DeleteScalingPolicy."""
    key = _key(parameters), parameters["PolicyName"]
    if key not in _POLICIES[_scope()]:
        raise ServiceError("ObjectNotFoundException", f"No scaling policy found for {_description(parameters)}")
    del _POLICIES[_scope()][key]


def describe_policies(parameters: Parameters) -> Parameters:
    """DescribeScalingPolicies."""
    names = parameters.get("PolicyNames")
    found = [
        policy
        for policy in _POLICIES[_scope()].values()
        if _is_asked_for(policy, parameters) and (not names or policy["PolicyName"] in names)
    ]
    policies, token = _page(found, parameters)
    return {"ScalingPolicies": policies, "NextToken": token}


def tag(parameters: Parameters) -> None:
    """TagResource."""
    _tagged(parameters)["Tags"] |= parameters["Tags"]


def untag(parameters: Parameters) -> None:
    """UntagResource."""
    target = _tagged(parameters)
    target["Tags"] = {key: value for key, value in target["Tags"].items() if key not in parameters["TagKeys"]}


def list_tags(parameters: Parameters) -> Parameters:
    """ListTagsForResource."""
    return {"Tags": _tagged(parameters)["Tags"]}


OPERATIONS: dict[str, Operation] = {
    "DeleteScalingPolicy": delete_policy,
    "DeregisterScalableTarget": deregister,
    "DescribeScalableTargets": describe_targets,
    "DescribeScalingPolicies": describe_policies,
    "ListTagsForResource": list_tags,
    "PutScalingPolicy": put_policy,
    "RegisterScalableTarget": register,
    "TagResource": tag,
    "UntagResource": untag,
}


def arn_of(parameters: Parameters) -> str | None:
    """Return the ARN of the target that a request names, if it names one. A new one has no ID yet."""
    if arn := parameters.get("ResourceARN"):
        return str(arn)
    if not all(name in parameters for name in _KEY):
        return None
    found = _TARGETS[_scope()].get(_key(parameters), {})
    return str(found.get("ScalableTargetARN") or _arn("application-autoscaling", "scalable-target/*"))


def _scale(target: Parameters) -> None:
    """Put the capacity between minimum and maximum, if a policy is in effect."""
    if any(key == _key(target) for key, _ in _POLICIES[_scope()]):
        capacity.bound(target)


def _target(parameters: Parameters) -> Parameters:
    if target := _TARGETS[_scope()].get(_key(parameters)):
        return target
    raise ServiceError("ObjectNotFoundException", f"No scalable target registered for {_description(parameters)}")


def _tagged(parameters: Parameters) -> Parameters:
    for target in _TARGETS[_scope()].values():
        if target["ScalableTargetARN"] == parameters["ResourceARN"]:
            return target
    raise ServiceError("ResourceNotFoundException", f"The resource {parameters['ResourceARN']} doesn't exist.")


def _is_asked_for(item: Parameters, parameters: Parameters) -> bool:
    """Return whether an item has the key's members that a request names, and one of its ``ResourceIds``."""
    ids = parameters.get("ResourceIds") or [item["ResourceId"]]
    return item["ResourceId"] in ids and all(parameters.get(name) in (None, item[name]) for name in _KEY)


def _description(parameters: Parameters) -> str:
    service, resource, dimension = _key(parameters)
    return f"service namespace: {service}, resource ID: {resource}, scalable dimension: {dimension}"


def _key(parameters: Parameters) -> _Key:
    service, resource, dimension = (parameters[name] for name in _KEY)
    return service, resource, dimension


def _page(items: list[Parameters], parameters: Parameters) -> tuple[list[Parameters], str | None]:
    paging = {"maxResults": parameters.get("MaxResults") or 50, "nextToken": parameters.get("NextToken") or "0"}
    return page(items, paging, 50)


def _scope() -> tuple[str, str]:
    return caller.account(), caller.region()


def _arn(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{caller.region()}:{caller.account()}:{resource}"


def _tags_of(arn: str) -> dict[str, str]:
    found = (target["Tags"] for target in _TARGETS[_scope()].values() if target["ScalableTargetARN"] == arn)
    return next(found, {})


tags.RESOURCES["application-autoscaling"] = _tags_of
