"""Several threads can start sessions of roles at the same time.

STS serves concurrent callers: https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html

With each new session, MiniStack iterates over all sessions to remove those that have expired, and fails if
another thread adds one at the same time. Each action of a pipeline and each build has its own session and thread, and
several of them can start at the same time.
"""

from ministack.services import sts


def apply() -> None:
    """Replace the function that removes expired sessions by one that iterates over a copy."""
    sts._evict_expired_sessions = _evict_expired_sessions


def _evict_expired_sessions() -> None:
    for key, session in sts._sessions.copy().items():
        if sts._session_expired(session):
            sts._sessions.pop(key, None)
