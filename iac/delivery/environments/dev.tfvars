# Example values. The account is in bootstrap's outputs, and so are the roles.
environment          = "dev"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-dev"
role_path            = "/slipway/dev/"
plan_role_arn        = "arn:aws:iam::123456789012:role/slipway-build-plan-dev"
apply_role_arn       = "arn:aws:iam::123456789012:role/slipway-build-apply-dev"
repository           = "example/slipway"
