output "name" {
  description = "Name of the repository."
  value       = aws_ecr_repository.this.name
}

output "arn" {
  description = "ARN of the repository, for a pipeline's source (module codepipeline: ecr.repository_arn) and for policies."
  value       = aws_ecr_repository.this.arn
}

# A function that is created from an image needs the repository's policy.
output "url" {
  description = "URL of the repository without a tag, <account>.dkr.ecr.<region>.amazonaws.com/<name>, once the readers in pull may use it."
  value       = aws_ecr_repository.this.repository_url
  depends_on  = [aws_ecr_repository_policy.this]
}
