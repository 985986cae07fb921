"""Patches of SES."""
