"""Settings, AWS configuration, batches of events and archives for Lambda functions."""
