"""Several threads can begin sessions of roles at the same time.

STS has no order among its callers: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

With each new session, MiniStack 1.5.33 looks through all for those that have expired, and fails when another thread
adds one meanwhile: actions of a pipeline and builds, which begin side by side, have each a session and a thread.
"""

from ministack.services import sts


def apply() -> None:
    """Look through a copy."""
    sts._evict_expired_sessions = _evict_expired_sessions


def _evict_expired_sessions() -> None:
    for key, session in sts._sessions.copy().items():
        if sts._session_expired(session):
            sts._sessions.pop(key, None)
