output "name" {
  description = "Name of the table."
  value       = aws_dynamodb_table.this.name
}

output "arn" {
  description = "ARN of the table. An index has the ARN <arn>/index/<index>."
  value       = aws_dynamodb_table.this.arn
}

output "stream_arn" {
  description = "ARN of the stream, for module event-source-mapping, or null without stream_view_type."
  value       = var.stream_view_type == null ? null : aws_dynamodb_table.this.stream_arn
}
