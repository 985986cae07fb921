# Example values. The account is in bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/%{prefix}-boundary-prod"
role_path            = "/%{prefix}/prod/"

# Set it if prod is in the account and region of dev, which sets API Gateway's role for both:
# manage_api_gateway_account = false
