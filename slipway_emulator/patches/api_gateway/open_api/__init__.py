"""Builds a REST API from an OpenAPI document."""
