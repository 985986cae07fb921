"""The settings files ``slipway.toml`` and ``app.toml``, with types and validation."""
