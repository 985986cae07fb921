moved {
  from = aws_dynamodb_table.once["idempotency"]
  to   = aws_dynamodb_table.idempotency
}

moved {
  from = aws_dynamodb_table.once["deliveries"]
  to   = aws_dynamodb_table.deliveries
}
