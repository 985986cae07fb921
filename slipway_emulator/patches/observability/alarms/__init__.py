"""Metrics and alarms of CloudWatch, for the patches ``alarm_evaluation`` and ``metric_data``."""
