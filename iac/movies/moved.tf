# Addresses in a state that version 0.1.0 applied.

moved {
  from = aws_dynamodb_table.once["idempotency"]
  to   = aws_dynamodb_table.idempotency
}

moved {
  from = aws_dynamodb_table.once["deliveries"]
  to   = aws_dynamodb_table.deliveries
}

moved {
  from = module.list_movies_method
  to   = module.api.module.method["GET /movies"]
}

moved {
  from = module.create_movie_method
  to   = module.api.module.method["POST /movies"]
}

moved {
  from = module.get_movie_method
  to   = module.api.module.method["GET /movies/{}"]
}

moved {
  from = module.update_movie_method
  to   = module.api.module.method["PUT /movies/{}"]
}

moved {
  from = module.delete_movie_method
  to   = module.api.module.method["DELETE /movies/{}"]
}

moved {
  from = module.api.module.method["GET /movies"].aws_lambda_permission.this
  to   = module.api.aws_lambda_permission.this["GET /movies"]
}

moved {
  from = module.api.module.method["POST /movies"].aws_lambda_permission.this
  to   = module.api.aws_lambda_permission.this["POST /movies"]
}

moved {
  from = module.api.module.method["GET /movies/{}"].aws_lambda_permission.this
  to   = module.api.aws_lambda_permission.this["GET /movies/{}"]
}

moved {
  from = module.api.module.method["PUT /movies/{}"].aws_lambda_permission.this
  to   = module.api.aws_lambda_permission.this["PUT /movies/{}"]
}

moved {
  from = module.api.module.method["DELETE /movies/{}"].aws_lambda_permission.this
  to   = module.api.aws_lambda_permission.this["DELETE /movies/{}"]
}
