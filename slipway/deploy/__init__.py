"""Deploying the apps' code to their Lambda functions: versions, the alias ``live``, canaries and rollbacks.

Terraform creates each function and its alias, and ignores changes of the code and of the alias's version afterwards.
"""
