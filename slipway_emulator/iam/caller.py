"""Who sent the request that MiniStack is answering."""

from ministack.core import iam_evaluator, responses


def account() -> str:
    """Return the caller's account."""
    return str(responses.get_account_id())


def region() -> str:
    """Return the region that the request is for."""
    return str(responses.get_region())


def arn() -> str:
    """Return the caller's ARN."""
    return str(iam_evaluator.caller_arn()) or f"arn:aws:iam::{account()}:root"
