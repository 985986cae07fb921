# Example values. The account is in bootstrap's outputs, the API's URL in those of iac/movies (api_url).
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
role_path            = "/slipway/prod/"
alarm_actions        = ["arn:aws:sns:eu-central-1:123456789012:slipway-alarms-prod"]
movies_api_url       = "https://abcdefghij.execute-api.eu-central-1.amazonaws.com/live"
repository           = "example/slipway"
