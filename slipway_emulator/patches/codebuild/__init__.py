"""Patches of CodeBuild."""
