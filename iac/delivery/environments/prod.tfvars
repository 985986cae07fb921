# Example values. The account is in bootstrap's outputs, and so are the roles.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
role_path            = "/slipway/prod/"
alarm_actions        = ["arn:aws:sns:eu-central-1:123456789012:slipway-alarms-prod"]
plan_role_arn        = "arn:aws:iam::123456789012:role/slipway-build-plan-prod"
apply_role_arn       = "arn:aws:iam::123456789012:role/slipway-build-apply-prod"
repository           = "example/slipway"
production           = { "approval" : { "message" : "Read the plan in the log of Commit/Plan, and try the stage test." } }
