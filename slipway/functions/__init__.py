"""Invoking the apps' functions, and reading their logs, on AWS and on the local AWS alike."""
