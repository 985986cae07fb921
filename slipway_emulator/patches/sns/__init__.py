"""Patches of SNS."""
