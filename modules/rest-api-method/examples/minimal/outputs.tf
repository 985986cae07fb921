output "url" {
  description = "URL of the ratings."
  value       = "${aws_api_gateway_stage.ratings.invoke_url}/ratings"
}
