"""The poller of DynamoDB streams, for the patch ``stream_failures``."""
