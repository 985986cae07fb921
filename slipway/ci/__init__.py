"""What the delivery workflows need and YAML is no place for: plans in words, what to deploy, comments and issues."""
