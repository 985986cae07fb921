# Example values. The account is in bootstrap's outputs.
environment          = "dev"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-dev"
role_path            = "/slipway/dev/"
