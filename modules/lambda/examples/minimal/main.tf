resource "aws_dynamodb_table" "movies" {
  name         = var.name
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"

  attribute {
    name = "id"
    type = "S"
  }
}

module "get_movie" {
  source = "../.."

  name        = var.name
  handler     = "get_movie.handler"
  environment = { MOVIES_TABLE = aws_dynamodb_table.movies.name }

  role = {
    statements = [{ actions = ["dynamodb:GetItem"], resources = [aws_dynamodb_table.movies.arn] }]
  }
}
