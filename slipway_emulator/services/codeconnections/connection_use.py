"""Whether a role may use a connection, which no operation checks: the git host is on this machine.

https://docs.aws.amazon.com/dtconsole/latest/userguide/security-iam.html#permissions-reference-connections-use
"""

from slipway_emulator.iam import authorization
from slipway_emulator.services.boto_sessions import Session
from slipway_emulator.services.codeconnections import connections


class ConnectionUseError(Exception):
    """A connection can't be used; ``code`` is ConfigurationError or PermissionError, as in CodePipeline."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def check(arn: str, account: str, session: Session, endpoint_url: str) -> None:
    """Check that a connection exists and that the role of a session may use it.

    Raises:
        ConnectionUseError: it doesn't exist, or the role isn't authorized.
    """
    if not connections.is_available(account, session.region_name, arn):
        raise ConnectionUseError("ConfigurationError", f"The connection {arn} doesn't exist")
    session_arn = session.client("sts", endpoint_url=endpoint_url).get_caller_identity()["Arn"]
    role = authorization.role_of_session(session_arn) or ""
    # The service in the ARN can be codestar-connections, its former name.
    action = f"{arn.split(':')[2]}:UseConnection"
    if not authorization.authorize(account, role, action, arn):
        message = f"{session_arn} is not authorized to perform: {action} on {arn}"
        raise ConnectionUseError("PermissionError", message)
