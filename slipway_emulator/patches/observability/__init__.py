"""Patches of CloudWatch and CloudWatch Logs."""
