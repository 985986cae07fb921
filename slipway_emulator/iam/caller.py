"""The caller of the request that MiniStack is processing."""

from ministack.core import iam_evaluator, responses


def account() -> str:
    """Return the caller's account."""
    return str(responses.get_account_id())


def region() -> str:
    """Return the region of the request."""
    return str(responses.get_region())


def arn() -> str:
    """Return the caller's ARN."""
    return str(iam_evaluator.caller_arn()) or f"arn:aws:iam::{account()}:root"
