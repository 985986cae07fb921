"""Patches of Lambda's event source mappings."""
