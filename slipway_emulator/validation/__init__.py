"""Validates requests as AWS does: by the model of their service, and by the rules that the models don't have."""
