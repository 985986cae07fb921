# For state that was written before version 0.2.0, when {proxy+} had its own resource block.

moved {
  from = aws_api_gateway_resource.unknown
  to   = aws_api_gateway_resource.level_1["/{}"]
}

moved {
  from = aws_api_gateway_method.mock["ANY /{proxy+}"]
  to   = aws_api_gateway_method.mock["ANY /{}"]
}

moved {
  from = aws_api_gateway_integration.mock["ANY /{proxy+}"]
  to   = aws_api_gateway_integration.mock["ANY /{}"]
}

moved {
  from = aws_api_gateway_method_response.mock["ANY /{proxy+}"]
  to   = aws_api_gateway_method_response.mock["ANY /{}"]
}

moved {
  from = aws_api_gateway_integration_response.mock["ANY /{proxy+}"]
  to   = aws_api_gateway_integration_response.mock["ANY /{}"]
}
