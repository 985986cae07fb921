"""Patches of EventBridge."""
