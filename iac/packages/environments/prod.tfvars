# Example values. The account is in bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
role_path            = "/slipway/prod/"
alarm_actions        = ["arn:aws:sns:eu-central-1:123456789012:slipway-alarms-prod"]
