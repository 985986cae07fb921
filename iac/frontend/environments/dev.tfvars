# Example values. The account is in bootstrap's outputs, the API's URL in those of iac/movies (api_url).
environment          = "dev"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-dev"
role_path            = "/slipway/dev/"
movies_api_url       = "https://abcdefghij.execute-api.eu-central-1.amazonaws.com/live"
repository           = "example/slipway"
