# A writer or a listener of objects needs versioning and events, so these outputs wait for both. They don't wait for the policy,
# which may contain the bucket's ARN, or the ARN of a reader that is created from these outputs.

output "bucket" {
  description = "Name of the bucket, once versioning and events are configured."
  value       = aws_s3_bucket.this.bucket
  depends_on  = [aws_s3_bucket_versioning.this, aws_s3_bucket_notification.this]
}

output "arn" {
  description = "ARN of the bucket, once versioning and events are configured."
  value       = aws_s3_bucket.this.arn
  depends_on  = [aws_s3_bucket_versioning.this, aws_s3_bucket_notification.this]
}

output "bucket_regional_domain_name" {
  description = "Regional domain name of the bucket, for a CloudFront origin."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
