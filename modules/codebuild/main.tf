locals {
  arm   = var.compute.architecture == "arm64"
  image = "aws/codebuild/amazonlinux-${local.arm ? "aarch64" : "x86_64"}-standard:${local.arm ? "4.0" : "6.0"}" # Amazon Linux 2023

  # An image in a private repository of ECR: <account>.dkr.ecr.<region>.amazonaws.com/<repository>:<tag>, or @<digest>.
  private_image = try(regex(
    "^(?P<account>[0-9]{12})\\.dkr\\.ecr\\.(?P<region>[a-z0-9-]+)\\.amazonaws\\.com(?:\\.cn)?/(?P<repository>[^:@]+)", var.compute.image,
  ), null)
}

resource "aws_codebuild_project" "this" {
  #checkov:skip=CKV_AWS_316:a choice (variable compute): only builds of images set privileged
  name           = var.name
  description    = var.description
  service_role   = local.role_arn
  encryption_key = try(var.artifacts.kms_key_arn, null)
  build_timeout  = var.timeouts.build_minutes
  queued_timeout = var.timeouts.queued_minutes
  tags           = var.tags

  source {
    type      = var.artifacts == null ? "NO_SOURCE" : "CODEPIPELINE"
    buildspec = var.buildspec
  }

  artifacts {
    type = var.artifacts == null ? "NO_ARTIFACTS" : "CODEPIPELINE"
  }

  environment {
    type            = local.arm ? "ARM_CONTAINER" : "LINUX_CONTAINER"
    compute_type    = var.compute.type
    image           = coalesce(var.compute.image, local.image)
    privileged_mode = var.compute.privileged

    # CodeBuild pulls its own images with its own credentials, and one of ECR with the role's:
    # https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectEnvironment.html
    image_pull_credentials_type = local.private_image == null ? "CODEBUILD" : "SERVICE_ROLE"

    dynamic "environment_variable" {
      for_each = local.environment

      content {
        name  = environment_variable.key
        type  = environment_variable.value.type
        value = environment_variable.value.value
      }
    }
  }

  dynamic "cache" {
    for_each = var.cache[*]

    content {
      type     = cache.value.bucket_arn == null ? "LOCAL" : "S3"
      location = cache.value.bucket_arn == null ? null : "${split(":::", cache.value.bucket_arn)[1]}/${cache.value.prefix}"
      modes = cache.value.bucket_arn != null ? null : concat(
        cache.value.docker_layers ? ["LOCAL_DOCKER_LAYER_CACHE"] : [],
        ["LOCAL_CUSTOM_CACHE"],
      )
    }
  }

  dynamic "vpc_config" {
    for_each = var.vpc[*]

    content {
      vpc_id             = vpc_config.value.id
      subnets            = [for arn in vpc_config.value.subnet_arns : split("/", arn)[1]]
      security_group_ids = vpc_config.value.security_group_ids
    }
  }

  logs_config {
    cloudwatch_logs {
      group_name = aws_cloudwatch_log_group.this.name
    }
  }
}
