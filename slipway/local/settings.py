"""MiniStack's environment variables, which functions inherit."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

from slipway.local import decisions, invocations

# The default account and region.
ACCOUNT_ID = "123456789012"
REGION = "eu-central-1"


def environment(
    directory: Path,
    port: int,
    runtime_python: Path,
    skip_patches: Collection[str],
    secret_access_key: str,
    owner_pid: int | None = None,
    snapshot: Path | None = None,
) -> dict[str, str]:
    """Return MiniStack's complete environment; functions inherit it, so it has no variables of the user."""
    data = directory / "data"
    return {
        # The values that Lambda has: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
        "PATH": _path(),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(data / "home"),  # otherwise boto3 would read the user's ~/.aws/config
        "TMPDIR": str(data / "tmp"),
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "AWS_ACCESS_KEY_ID": ACCOUNT_ID,
        "AWS_SECRET_ACCESS_KEY": secret_access_key,
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        "MINISTACK_REGION": REGION,
        "S3_DATA_DIR": str(data / "s3"),
        "STATE_DIR": str(data / "state"),
        # They would listen on other ports, 8883 and 2222.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Seconds until the process of an idle function ends. The default is 300; a test run has hundreds of functions.
        "LAMBDA_WARM_TTL_SECONDS": "60",
        "SLIPWAY_RUNTIME_PYTHON": str(runtime_python),
        "SLIPWAY_IAM_DECISIONS_FILE": str(directory / decisions.FILE_NAME),
        "SLIPWAY_INVOCATIONS_FILE": str(directory / invocations.FILE_NAME),
        "SLIPWAY_SKIP_PATCHES": ",".join(skip_patches),
        "SLIPWAY_OWNER_PID": "" if owner_pid is None else str(owner_pid),
        "SLIPWAY_SNAPSHOT": "" if snapshot is None else str(snapshot),
    }


def make_folders(directory: Path) -> None:
    """Create the folders in the environment variables; they must not exist."""
    for folder in ("home", "tmp"):
        (directory / "data" / folder).mkdir(parents=True)


def _path() -> str:
    """Return Lambda's PATH and the folders of Node.js, which MiniStack runs, and git, which CodeConnections runs.

    Package managers such as Homebrew install the tools that builds need into the same folders.
    """
    tools = filter(None, map(shutil.which, ("node", "git")))
    folders = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/bin", *(str(Path(tool).parent) for tool in tools)]
    return os.pathsep.join(dict.fromkeys(folders))
