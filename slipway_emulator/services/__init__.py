"""AWS services that MiniStack lacks."""
