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
