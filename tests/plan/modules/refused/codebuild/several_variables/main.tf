module "buildspec_is_a_path_without_source" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "buildspec.yml"
}

module "cache_of_docker_layers_without_docker" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  cache     = { docker_layers = true }
}

module "cache_of_docker_layers_in_a_bucket" {
  source = "../../../../../../modules/codebuild"

  name      = "site"
  buildspec = "phases: {}"
  cache     = { docker_layers = true, bucket_arn = "arn:aws:s3:::caches" }
  compute   = { privileged = true }
}
