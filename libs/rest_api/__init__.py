"""HTTP requests and responses of a Lambda function behind a REST API or an HTTP API of API Gateway."""
