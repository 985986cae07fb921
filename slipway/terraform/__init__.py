"""Terraform as Slipway runs it: the program, its environment and provider, its variables and errors."""

from slipway.terraform.errors import TerraformError
from slipway.terraform.runner import Terraform

__all__ = ["Terraform", "TerraformError"]
