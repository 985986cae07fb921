"""Measuring the starts of functions."""
