"""What MiniStack is told, which is also all that functions see of this machine."""

import os
import shutil
from collections.abc import Collection
from pathlib import Path

# The account and the region of whoever names none.
ACCOUNT_ID = "123456789012"
REGION = "eu-central-1"


def environment(
    directory: Path, port: int, runtime_python: Path, skip_patches: Collection[str], secret_access_key: str
) -> dict[str, str]:
    """Return MiniStack's whole environment; functions inherit it, so nothing of the caller's is in it."""
    data = directory / "data"
    return {
        # The values that Lambda has: https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
        "PATH": _path(),
        "LANG": "en_US.UTF-8",
        "TZ": ":UTC",
        "HOME": str(data / "home"),  # without it, boto3 would find the user's ~/.aws/config
        "TMPDIR": str(data / "tmp"),
        "AUTH": "true",
        "GATEWAY_PORT": str(port),
        "AWS_ACCESS_KEY_ID": ACCOUNT_ID,
        "AWS_SECRET_ACCESS_KEY": secret_access_key,
        "MINISTACK_ACCOUNT_ID": ACCOUNT_ID,
        "MINISTACK_REGION": REGION,
        "S3_DATA_DIR": str(data / "s3"),
        "STATE_DIR": str(data / "state"),
        # They would listen on ports of their own, 8883 and 2222.
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        # Seconds for which an idle function keeps its process; 300 by default, and a test run has hundreds.
        "LAMBDA_WARM_TTL_SECONDS": "60",
        "SLIPWAY_RUNTIME_PYTHON": str(runtime_python),
        "SLIPWAY_IAM_DECISIONS_FILE": str(directory / "iam-decisions.jsonl"),
        "SLIPWAY_SKIP_PATCHES": ",".join(skip_patches),
    }


def make_folders(directory: Path) -> None:
    """Make the folders that the environment names, in a directory that holds none of them."""
    for folder in ("home", "tmp"):
        (directory / "data" / folder).mkdir(parents=True)


def _path() -> str:
    """Return Lambda's PATH and the folders of what is run by its name: Node.js by MiniStack, git by CodeConnections.

    Where they are is also where Homebrew, or the like, has the tools of builds.
    """
    found = filter(None, map(shutil.which, ("node", "git")))
    folders = ["/usr/local/bin", "/usr/bin", "/bin", "/opt/bin", *(str(Path(tool).parent) for tool in found)]
    return os.pathsep.join(dict.fromkeys(folders))
