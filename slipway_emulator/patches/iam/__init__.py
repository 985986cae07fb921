"""Patches of IAM and STS."""
