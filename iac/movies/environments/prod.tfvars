# Example values. The account is the one of bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
email_sender         = "movies@example.com"
email_recipients     = ["editor@example.com"]
deletion_protection  = true

# dev, in the same account and region, has made it already. true where prod has an account of its own.
manage_api_gateway_account = false
