"""Queries of CloudWatch Logs Insights. Independent of MiniStack."""
