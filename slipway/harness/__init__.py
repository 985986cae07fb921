"""A pytest plugin that tests Terraform configurations and what they deploy, on the local AWS or a real account."""

from slipway.harness.naming import unique_name
from slipway.harness.retry import eventually

__all__ = ["eventually", "unique_name"]
