"""Prepares a function with SnapStart before its snapshot, and renews it after a restore."""
