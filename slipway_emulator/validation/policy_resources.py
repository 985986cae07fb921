"""The resources of policy statements, with IAM's messages.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
"""

import functools

import botocore.session

_IAM_PATHS = (
    "user/",
    "federated-user/",
    "role/",
    "group/",
    "instance-profile/",
    "mfa/",
    "server-certificate/",
    "policy/",
    "sms-mfa/",
    "saml-provider/",
    "oidc-provider/",
    "report/",
    "access-report/",
)
# The resources of S3 that have a region. A bucket has none.
_REGIONAL = ("accesspoint/", "accesspoint:", "access-grants/", "async-request/", "job/", "storage-lens")
_PARTS = 6


@functools.cache
def _partitions() -> frozenset[str]:
    return frozenset(botocore.session.get_session().get_available_partitions())


def error(resource: str) -> str | None:
    """Return IAM's message about a resource that it can read and doesn't accept, None if there is nothing wrong."""
    if resource == "*":
        return None
    if ":" not in resource:
        return f'Resource {resource} must be in ARN format or "*".'
    parts = resource.split(":", _PARTS - 1)
    partition, rest = parts[1], parts[2:]
    if partition != "*" and partition not in _partitions():
        shown = ":".join((rest + ["*"] * 4)[:4] if rest != [""] else ["*"] * 4)
        return f'Partition "{partition}" is not valid for resource "arn:{partition}:{shown}".'
    if not rest:
        return "Resource vendor must be fully qualified and cannot contain regexes."
    service, region, name = rest[0], rest[1] if len(rest) > 1 else "", rest[3] if len(rest) > _PARTS - 3 else ""
    if service == "iam":
        return _iam_error(resource, region, name)
    if service == "s3" and region not in ("", "*") and not name.startswith(_REGIONAL):
        return f"Resource {resource} can not contain region information."
    return None


def is_parsed(resource: str) -> bool:
    """Return whether IAM can read a resource that has no other error."""
    if resource == "*":
        return True
    parts = resource.split(":")
    return len(parts) > 2 and parts[2] != "" and (len(parts) >= _PARTS or "::" not in resource)


def _iam_error(resource: str, region: str, name: str) -> str | None:
    if region not in ("", "*"):
        return f"IAM resource {resource} cannot contain region information."
    if name and name != "*" and not name.startswith(_IAM_PATHS):
        return f'IAM resource path must either be "*" or start with {", ".join(_IAM_PATHS)}.'
    return None
