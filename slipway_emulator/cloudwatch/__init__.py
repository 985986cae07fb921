"""Metrics and alarms of CloudWatch: metric math, statistics, evaluation, notification."""
