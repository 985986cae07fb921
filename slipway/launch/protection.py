"""Refusing a removal that deletion protection would stop halfway."""

from collections.abc import Iterable, Mapping
from typing import Any

from slipway.aws.target import Target
from slipway.errors import SlipwayError
from slipway.terraform.deletion_protection import protected


def refuse_protected(plans: Iterable[Mapping[str, Any]], target: Target) -> None:
    """Raise SlipwayError if a plan, in Terraform's JSON format, deletes a protected resource."""
    kept = [f"{address} {reason}" for plan in plans for address, reason in protected(plan, target)]
    if kept:
        raise SlipwayError(
            "nothing was removed, because AWS would keep "
            f"{'; '.join(kept)}. Apply the stack with deletion_protection = false first, if this data may go"
        )
