"""Slipway: from git push to production, and all of it on one machine."""
