# Example values. The account is in bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/slipway-boundary-prod"
role_path            = "/slipway/prod/"
alarm_actions        = ["arn:aws:sns:eu-central-1:123456789012:slipway-alarms-prod"]
email_sender         = "movies@example.com"
email_recipients     = ["editor@example.com"]
bounce_queue         = true
service_level        = { "availability" : 99.9, "latency" : 99, "milliseconds" : 1000 }

# If the zone of the sender's domain is in Route 53, with the domain in mail_domains of the bootstrap:
# email_domain = { zone = { id = "Z0123456789" } }

# Set it if prod is in the account and region of dev, which sets API Gateway's role for both:
# manage_api_gateway_account = false
