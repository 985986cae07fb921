"""HTTP requests and responses of a Lambda function behind an API Gateway REST API."""
