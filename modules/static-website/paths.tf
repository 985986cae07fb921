locals {
  path_mode = var.pages.folders ? "folders" : var.pages.single_page ? "single-page" : null
}

# What a path means. Neither S3 nor CloudFront has index pages for folders, unless the bucket is public.
resource "aws_cloudfront_function" "paths" {
  count = local.path_mode == null ? 0 : 1

  name    = "${var.name}-paths"
  comment = "Index pages of ${var.name}"
  runtime = "cloudfront-js-2.0"
  publish = true
  code    = templatefile("${path.module}/functions/${local.path_mode}.js", { index = var.pages.index })
}
