"""Patches of CloudFront."""
