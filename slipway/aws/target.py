"""The target of API calls: an account on AWS, or the local AWS on a loopback address."""

import os
import re
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from slipway.errors import SlipwayError

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config

_ENDPOINT_URL = re.compile(r"https?://(\[[0-9a-fA-F:.]+\]|[^\s/\[\]]+)(/\S*)?")
# https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html
_INVOKE_URL = re.compile(r"https://(?P<api>[a-z0-9]+)\.execute-api\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?P<path>/.*)?")
# https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html
_FUNCTION_URL = re.compile(r"https://(?P<id>[a-z0-9]{32})\.lambda-url\.[a-z0-9-]+\.on\.aws(?P<path>/.*)?")
# https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/LinkFormat.html
_DISTRIBUTION_URL = re.compile(r"https://(?P<label>[a-z0-9]+)\.cloudfront\.net(?P<path>/.*)?")
# The default would retry for minutes when the local AWS has stopped or lacks an operation.
_LOCAL_ATTEMPTS = 3
# Clients can be used by several threads, but not created:
# https://docs.aws.amazon.com/boto3/latest/guide/clients.html#multithreading-or-multiprocessing-with-clients
_CREATION = threading.Lock()


@dataclass(frozen=True)
class Target:
    """An AWS endpoint with the region and the credentials to use there.

    Attributes:
        endpoint_url: endpoint of the local AWS, e.g. ``http://127.0.0.1:4566``; None for AWS.
        region: e.g. ``eu-central-1``.
        access_key_id: None for the default credentials of boto3 and Terraform.
        secret_access_key: secret access key of the access key id.
        session_token: session token of temporary credentials.
    """

    endpoint_url: str | None
    region: str
    access_key_id: str | None = None
    secret_access_key: str | None = None
    session_token: str | None = None

    @classmethod
    def from_environment(cls) -> "Target":
        """Return the target that ``AWS_ENDPOINT_URL``, ``AWS_REGION`` and, with an endpoint, the credentials describe.

        The region falls back to ``AWS_DEFAULT_REGION``, then to ``eu-central-1``. On AWS, boto3 and Terraform find the
        credentials, in the environment or elsewhere.

        Raises:
            SlipwayError: the endpoint isn't a URL, or an access key id or a secret is set without the other.
        """
        region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "eu-central-1"
        if not (endpoint_url := os.environ.get("AWS_ENDPOINT_URL")):
            return cls(None, region)
        if not _ENDPOINT_URL.fullmatch(endpoint_url):
            raise SlipwayError(f"AWS_ENDPOINT_URL must be a URL such as http://127.0.0.1:4566, not {endpoint_url!r}")
        names = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN")
        key_id, secret, token = (os.environ.get(name) or None for name in names)
        if bool(key_id) != bool(secret):
            raise SlipwayError("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY belong together: set both or neither")
        # Paths are appended to it, and MiniStack accepts none that begins with two slashes.
        return cls(endpoint_url.rstrip("/"), region, key_id, secret, token)

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is on a loopback address."""
        return urlsplit(self.endpoint_url or "").hostname in {"127.0.0.1", "localhost", "::1"}

    def environment(self) -> dict[str, str]:
        """Return the environment variables that configure boto3, Terraform and the AWS CLI for this target."""
        variables = {
            "AWS_ENDPOINT_URL": self.endpoint_url,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.access_key_id,
            "AWS_SECRET_ACCESS_KEY": self.secret_access_key,
            "AWS_SESSION_TOKEN": self.session_token,
        }
        if self.is_local:
            variables |= {"AWS_MAX_ATTEMPTS": str(_LOCAL_ATTEMPTS), "AWS_EC2_METADATA_DISABLED": "true"}
        return {name: value for name, value in variables.items() if value is not None}

    @cached_property
    def _session(self) -> "boto3.Session":
        # Half of what a command costs that needs no client.
        import boto3  # noqa: PLC0415 - as above
        import botocore.session  # noqa: PLC0415 - as above

        from slipway.aws.loader import use_shared_loader  # noqa: PLC0415 - as above

        # A user's variables, files and profile are meant for AWS, and may be invalid or unreadable. Only the CA bundle
        # is kept, for a local AWS with TLS.
        variables: dict[str, Any] = {}
        if self.is_local:
            known = botocore.session.Session.SESSION_VARIABLES
            variables = {name: (None, [], *default) for name, (_, _, *default) in known.items() if name != "ca_bundle"}
            variables |= {name: (None, [], os.devnull, None) for name in ("config_file", "credentials_file")}
            variables["max_attempts"] = (None, [], _LOCAL_ATTEMPTS, None)
        session = botocore.session.Session(variables)
        use_shared_loader(session)
        return boto3.Session(
            botocore_session=session,
            aws_access_key_id=self.access_key_id,
            aws_secret_access_key=self.secret_access_key,
            aws_session_token=self.session_token,
            region_name=self.region,
        )

    def client(self, service: str, config: "Config | None" = None) -> Any:  # noqa: ANN401 - boto3 makes the class at run time
        """Return a boto3 client of a service on this target.

        Args:
            service: boto3's name, e.g. ``dynamodb``.
            config: configuration of the client.
        """
        from botocore.config import Config  # noqa: PLC0415 - as in `_session`

        config = config or Config()
        if self.is_local:  # which no proxy can reach, and which has no host names such as sync-127.0.0.1
            config = config.merge(Config(proxies={}, inject_host_prefix=False))
        with _CREATION:
            return self._session.client(service, endpoint_url=self.endpoint_url, config=config)  # type: ignore[call-overload] # by name

    def describe(self) -> str:
        """Return account, region and endpoint, for a line that says where a command works."""
        account = self.client("sts").get_caller_identity()["Account"]  # needs no permission
        where = f"the local AWS at {self.endpoint_url}" if self.is_local else self.endpoint_url or "AWS"
        return f"account {account}, region {self.region}, on {where}"

    def api_url(self, invoke_url: str) -> str:
        """Return the URL of an API Gateway stage, or of a function, on this target.

        AWS's host name doesn't exist on the local AWS, which serves the stage or the function under a path instead.
        """
        if not self.is_local:
            return invoke_url
        if match := _INVOKE_URL.fullmatch(invoke_url):
            return f"{self.endpoint_url}/_aws/execute-api/{match['api']}{match['path'] or ''}"
        if match := _FUNCTION_URL.fullmatch(invoke_url):
            return f"{self.endpoint_url}/_aws/lambda-url/{match['id']}{match['path'] or '/'}"
        return invoke_url

    def reachable(self, value: Any) -> Any:  # noqa: ANN401 - any value of Terraform
        """Return an output of Terraform; a URL of an API, a function or a distribution is one on this target."""
        return self.site_url(self.api_url(value)) if isinstance(value, str) else value

    def site_url(self, url: str) -> str:
        """Return the URL of a CloudFront distribution on this target, with at least a slash as its path."""
        match = _DISTRIBUTION_URL.fullmatch(url)
        if not self.is_local or not match:
            return url
        return f"{self.endpoint_url}/_aws/cloudfront/{match['label']}{match['path'] or '/'}"
