resource "aws_api_gateway_rest_api" "this" {
  name               = var.name
  description        = var.description
  binary_media_types = var.binary_media_types
  tags               = var.tags

  endpoint_configuration {
    types = ["REGIONAL"]
  }
}

# With the API's ARN in full, as AWS returns it: Terraform would find a difference in each plan otherwise.
resource "aws_api_gateway_rest_api_policy" "this" {
  count = var.policy == null ? 0 : 1

  rest_api_id = aws_api_gateway_rest_api.this.id
  policy      = replace(var.policy, "\"execute-api:/", "\"${aws_api_gateway_rest_api.this.execution_arn}/")
}

resource "aws_api_gateway_model" "this" {
  for_each = var.models

  rest_api_id  = aws_api_gateway_rest_api.this.id
  name         = each.key
  content_type = "application/json"
  schema       = each.value
}

resource "aws_api_gateway_request_validator" "this" {
  rest_api_id                 = aws_api_gateway_rest_api.this.id
  name                        = "body-and-parameters"
  validate_request_body       = true
  validate_request_parameters = true
}
