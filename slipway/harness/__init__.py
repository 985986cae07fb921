"""A pytest plugin that tests Terraform configurations and deployed systems, on the local AWS or in an AWS account."""

from slipway.harness.naming import unique_name
from slipway.harness.retry import eventually

__all__ = ["eventually", "unique_name"]
