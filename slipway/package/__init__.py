"""Reproducible zips of the apps."""
