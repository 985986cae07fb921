"""What slipway.toml and app.toml say: typed, checked, with messages that tell what to write."""
