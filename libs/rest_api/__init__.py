"""HTTP requests and responses of functions behind an API Gateway REST API with proxy integration."""
