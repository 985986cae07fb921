"""Terraform as Slipway runs it: the program, its environment and provider, its variables and errors."""

from slipway.terraform.runner import Terraform, TerraformError

__all__ = ["Terraform", "TerraformError"]
