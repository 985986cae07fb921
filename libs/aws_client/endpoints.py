"""Services: their endpoints, their names in signatures, and how they are called."""

import os

_SUFFIXES = {
    "cn-": "amazonaws.com.cn",
    "us-iso-": "c2s.ic.gov",
    "us-isob-": "sc2s.sgov.gov",
    "us-isof-": "csp.hci.ic.gov",
    "eu-isoe-": "cloud.adc-e.uk",
    "eusc-": "amazonaws.eu",
}


class Service:
    """A service.

    Attributes:
        name: its name in boto3.
        prefix: the first label of its host.
        signing_name: its name in signatures.
        protocol: the name of its module in this package.
        target: the prefix of ``x-amz-target``, the API version of the protocol `query`, else empty.
        json_version: the JSON version of its content type.
        is_query_compatible: whether it still has error codes of its former protocol, for those who ask.
        variable: the end of ``AWS_ENDPOINT_URL_…``.
    """

    def __init__(
        self,
        name: str,
        protocol: str,
        target: str = "",
        *,
        json_version: str = "1.1",
        is_query_compatible: bool = False,
        prefix: str = "",
        signing_name: str = "",
        variable: str = "",
    ) -> None:
        self.name = name
        self.protocol = protocol
        self.target = target
        self.json_version = json_version
        self.is_query_compatible = is_query_compatible
        self.prefix = prefix or name
        self.signing_name = signing_name or name
        self.variable = variable or name.upper()


SERVICES = {
    service.name: service
    for service in (
        Service("codepipeline", "aws_json", "CodePipeline_20150709"),
        Service("dynamodb", "aws_json", "DynamoDB_20120810", json_version="1.0"),
        Service("s3", "s3"),
        Service("secretsmanager", "aws_json", "secretsmanager", variable="SECRETS_MANAGER"),
        Service("sesv2", "rest_json", prefix="email", signing_name="ses"),
        Service("sns", "query", "2010-03-31"),
        Service("sqs", "aws_json", "AmazonSQS", json_version="1.0", is_query_compatible=True),
        Service("ssm", "aws_json", "AmazonSSM"),
    )
}


def find(name: str) -> Service:
    """Return a service by its name in boto3.

    Raises:
        ValueError: it isn't one of `SERVICES`.
    """
    if name not in SERVICES:
        raise ValueError(f"aws_client has no {name!r}, only {', '.join(SERVICES)}: use boto3 for it")
    return SERVICES[name]


def region_from_environment() -> str:
    """Return the region in the environment variables.

    Raises:
        ValueError: the variables aren't set.
    """
    region = os.environ.get("AWS_DEFAULT_REGION") or os.environ.get("AWS_REGION")
    if not region:
        raise ValueError("no region: set AWS_DEFAULT_REGION, or pass region")
    return region


def url_from_environment(service: Service) -> str:
    """Return the URL in ``AWS_ENDPOINT_URL_<SERVICE>`` or ``AWS_ENDPOINT_URL``; empty if there is none."""
    if os.environ.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "").lower() == "true":
        return ""
    return os.environ.get(f"AWS_ENDPOINT_URL_{service.variable}") or os.environ.get("AWS_ENDPOINT_URL", "")


def url_of_aws(service: Service, region: str) -> str:
    """Return the URL of AWS's own endpoint.

    Raises:
        ValueError: the environment asks for FIPS or dual-stack endpoints.
    """
    for variable in ("AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"):
        if os.environ.get(variable, "").lower() == "true":
            raise ValueError(
                f"{variable} isn't supported: set AWS_ENDPOINT_URL_{service.variable} to the endpoint's URL"
            )
    suffix = next((suffix for prefix, suffix in _SUFFIXES.items() if region.startswith(prefix)), "amazonaws.com")
    return f"https://{service.prefix}.{region}.{suffix}"
