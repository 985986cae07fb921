# Whoever puts or awaits an object must find its versions kept and its events sent. Not so long as until the policy is
# there: that may name the ARN, or the ARN of what reads from the bucket.

output "bucket" {
  description = "Name of the bucket, once it keeps versions and sends its events."
  value       = aws_s3_bucket.this.bucket
  depends_on  = [aws_s3_bucket_versioning.this, aws_s3_bucket_notification.this]
}

output "arn" {
  description = "ARN of the bucket, once it keeps versions and sends its events."
  value       = aws_s3_bucket.this.arn
  depends_on  = [aws_s3_bucket_versioning.this, aws_s3_bucket_notification.this]
}

output "bucket_regional_domain_name" {
  description = "Domain name of the bucket in its region, as an origin of CloudFront has it."
  value       = aws_s3_bucket.this.bucket_regional_domain_name
}
