output "bucket" {
  description = "Name of the bucket that holds the site."
  value       = module.bucket.bucket
}

output "bucket_arn" {
  description = "ARN of the bucket, for deployments (module codepipeline: s3.bucket_arn)."
  value       = module.bucket.arn
}

output "distribution_id" {
  description = "ID of the distribution, for invalidations."
  value       = aws_cloudfront_distribution.this.id
}

output "distribution_arn" {
  description = "ARN of the distribution, for permissions such as cloudfront:CreateInvalidation."
  value       = aws_cloudfront_distribution.this.arn
}

output "domain_name" {
  description = "CloudFront's own domain name of the distribution, for an alias record or a CNAME."
  value       = aws_cloudfront_distribution.this.domain_name
}

output "hosted_zone_id" {
  description = "Hosted zone of domain_name, for an alias record."
  value       = aws_cloudfront_distribution.this.hosted_zone_id
}

output "site_url" {
  description = "URL of the site, with the first name of domain or CloudFront's own: https://…, without a trailing slash."
  value       = "https://${var.domain == null ? aws_cloudfront_distribution.this.domain_name : var.domain.names[0]}"
}
