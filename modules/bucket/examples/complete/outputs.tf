output "bucket" {
  description = "Name of the bucket."
  value       = module.bucket.bucket
}

output "first_version" {
  description = "Version ID of the first report."
  value       = aws_s3_object.first.version_id
}
