"""Patches of API Gateway."""
