"""Application Auto Scaling: the capacity of DynamoDB tables."""
