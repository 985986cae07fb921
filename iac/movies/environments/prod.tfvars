# Example values. The account is in bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
email_sender         = "movies@example.com"
email_recipients     = ["editor@example.com"]
deletion_protection  = true

# dev, in the same account and region, has set it already. true if prod has its own account.
manage_api_gateway_account = false
