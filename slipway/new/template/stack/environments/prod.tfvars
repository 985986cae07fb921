# Example values. The account is in bootstrap's outputs.
environment          = "prod"
permissions_boundary = "arn:aws:iam::123456789012:policy/%{prefix}-boundary-prod"
role_path            = "/%{prefix}/prod/"
