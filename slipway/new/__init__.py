"""``slipway new``: adds an app with its test and its Terraform."""
