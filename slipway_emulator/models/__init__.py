"""AWS's API models, as botocore has them: parsing and validating requests, and the errors that each service returns."""
