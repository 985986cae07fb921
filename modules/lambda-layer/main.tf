locals {
  # For the provider another path is another version, and absolute paths differ between machines. From the root module the path is the
  # same in each checkout.
  root    = split("/", abspath(path.root))
  package = split("/", abspath(var.package))
  shared = length([
    for index in range(1, length(local.root) + 1) : index
    if slice(local.root, 0, index) == slice(local.package, 0, min(index, length(local.package)))
  ])
  filename = join("/", concat(
    [for _ in slice(local.root, local.shared, length(local.root)) : ".."],
    slice(local.package, local.shared, length(local.package)),
  ))
}

resource "aws_lambda_layer_version" "this" {
  layer_name               = var.name
  description              = var.description
  filename                 = local.filename
  source_code_hash         = filebase64sha256(var.package)
  compatible_runtimes      = var.runtimes
  compatible_architectures = var.architectures
  skip_destroy             = var.retain_versions

  lifecycle {
    create_before_destroy = true # Lambda refuses a change of a function whose layer version is deleted
  }
}
