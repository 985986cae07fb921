"""What every function needs of the Lambda runtime and the SDK."""
