"""The secret of an execution role's session is random.

On AWS, STS generates it, as for all temporary credentials:
https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html

MiniStack derives it from the ARNs of the function and its role, so anyone who reaches the port can sign requests as
that role.

The environments of a function have one session in common, and several start at the same time. If each made a secret,
STS would know that of the last one, and every request of the others would be refused.
"""

import hashlib
import secrets
import threading
from typing import Any

from ministack.core import lambda_runtime
from ministack.services import lambda_svc, sts

_lock = threading.Lock()


def apply() -> None:
    """Replace the creation of the session."""
    lambda_runtime.execution_credentials = lambda_svc.execution_credentials = _execution_credentials


def _execution_credentials(config: dict[str, Any]) -> dict[str, str]:
    """Return the environment variables with the keys of a function's session, which is created unless it exists."""
    function_arn, role_arn = config["FunctionArn"], config.get("Role", "")
    digest = hashlib.sha256(f"{function_arn}:{role_arn}".encode()).hexdigest()
    access_key_id = f"ASIA{digest[:16].upper()}"
    with _lock:
        session = sts._sessions.get(access_key_id)
        if session is None:
            session = _new_session(config, role_arn)
            sts.register_session(access_key_id, session)
    return {
        "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": session["SecretAccessKey"],
        "AWS_SESSION_TOKEN": session["SessionToken"],
    }


def _new_session(config: dict[str, Any], role_arn: str) -> dict[str, str]:
    account, _ = lambda_runtime._account_region_from_function_config(config)
    role_name, session_name = role_arn.rsplit("/", 1)[-1], config.get("FunctionName", "")[:64]
    return {
        "Arn": f"arn:aws:sts::{account}:assumed-role/{role_name}/{session_name}",
        "UserId": f"{role_name}:{session_name}",
        "SecretAccessKey": secrets.token_hex(20),
        "SessionToken": secrets.token_hex(64),
    }
