"""Mapping templates of API Gateway: Velocity templates, and the variables that API Gateway gives them."""
