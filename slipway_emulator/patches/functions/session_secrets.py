"""The secret of an execution role's session is random.

On AWS, STS generates it, as for all temporary credentials:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html

MiniStack derives it from the ARNs of the function and its role, so anyone who reaches the port can sign requests as
that role.
"""

import functools
import secrets
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts


def apply() -> None:
    """Wrap the creation of the session."""
    execution_credentials = lambda_runtime.execution_credentials

    @functools.cache
    def random_values(_access_key_id: str) -> tuple[str, str]:
        return secrets.token_hex(20), secrets.token_hex(64)

    @functools.wraps(execution_credentials)
    def with_random_values(config: dict[str, Any]) -> dict[str, str]:
        credentials: dict[str, str] = execution_credentials(config)
        access_key_id = credentials["AWS_ACCESS_KEY_ID"]
        secret, token = random_values(access_key_id)
        sts._sessions[access_key_id] |= {"SecretAccessKey": secret, "SessionToken": token}
        return {**credentials, "AWS_SECRET_ACCESS_KEY": secret, "AWS_SESSION_TOKEN": token}

    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = with_random_values
