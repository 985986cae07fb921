"""The commands of the AWS SAM CLI that Slipway is compared with, in a project that has its template.

The template has no transform, which the local AWS doesn't know. So `sam deploy` updates the function's code, and makes
no version. `sam sync` asks for a confirmation at its first run on a machine.
"""

from pathlib import Path

from measure import Cost, seconds

from slipway.aws.target import Target
from slipway.system import pythons

_STACK = "bench"
_BUCKET = "bench-sam"


class Sam:
    """SAM in a project.

    Args:
        root: the project.
        peers: the bin folder of the environment with sam.
        environment: variables of its processes, beside those of this one.
    """

    def __init__(self, root: Path, peers: Path, environment: dict[str, str] | None = None) -> None:
        self._root = root
        self._program = str(peers / "sam")
        python = pythons.find("3.13")  # the functions' runtime
        path = ":".join(map(str, filter(None, [python and python.parent, peers, "/usr/bin", "/bin"])))
        self._environment = {**(environment or {}), "PATH": path, "SAM_CLI_TELEMETRY": "0"}

    def build(self, *options: str) -> Cost:
        """Build all functions."""
        return self._run(["build", "--parallel", *options])

    def create_bucket(self, target: Target) -> None:
        """Create the bucket to which SAM uploads the functions."""
        target.client("s3").create_bucket(
            Bucket=_BUCKET, CreateBucketConfiguration={"LocationConstraint": target.region}
        )

    def deploy(self) -> Cost:
        """Build what has changed, and deploy it by CloudFormation, whose events SAM reads every 5 seconds."""
        options = ["--no-confirm-changeset", "--no-fail-on-empty-changeset", "--capabilities", "CAPABILITY_NAMED_IAM"]
        return self._run(["build", "--cached", "--parallel"], ["deploy", *self._destination(), *options])

    def sync(self, resource: str) -> Cost:
        """Build one function, and update its code without CloudFormation."""
        return self._run(["sync", "--code", "--resource-id", resource, "--no-dependency-layer", *self._destination()])

    def _destination(self) -> list[str]:
        return ["--stack-name", _STACK, "--s3-bucket", _BUCKET, "--region", self._environment["AWS_REGION"]]

    def _run(self, *commands: list[str]) -> Cost:
        confirmed = ["sh", "-c", 'echo y | exec "$0" "$@"', self._program]
        return seconds(self._root, *([*confirmed, *command] for command in commands), **self._environment)
