locals {
  # The content decides the tag, so a change is another image, and a build without a change pushes nothing.
  tag   = substr(sha256(jsonencode([var.dockerfile, var.architecture])), 0, 12)
  image = "${var.repository.url}:${local.tag}"

  registry   = split("/", var.repository.url)[0]
  repository = trimprefix(var.repository.url, "${local.registry}/")
}

module "build" {
  source = "../codebuild"

  name        = var.name
  description = "Builds the image ${local.tag} of ${local.repository}."
  timeouts    = { build_minutes = var.build_minutes }
  log         = var.log
  tags        = var.tags

  buildspec = templatefile("${path.module}/buildspec.yml.tftpl", { dockerfile = base64encode(var.dockerfile) })

  compute = {
    architecture = var.architecture
    privileged   = true # for Docker
  }

  environment = {
    REGISTRY   = { value = local.registry }
    REPOSITORY = { value = local.repository }
    TAG        = { value = local.tag }
  }

  role = {
    path                 = var.role.path
    permissions_boundary = var.role.permissions_boundary

    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    statements = [
      { actions = ["ecr:GetAuthorizationToken"], resources = ["*"] }, # has no resources
      {
        actions = [
          "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:CompleteLayerUpload",
          "ecr:GetDownloadUrlForLayer", "ecr:InitiateLayerUpload", "ecr:PutImage", "ecr:UploadLayerPart",
        ]
        resources = [var.repository.arn]
      },
    ]
  }
}
