variable "vpc" {
  description = <<-EOT
    Present: builds run in these subnets of a VPC, for example to reach a database, and the role may manage their network interfaces. The
    subnets need a NAT gateway or endpoints of the services that builds use: a build has no public address. Default: no VPC.
    - subnet_arns: ARNs of the subnets, not IDs: the role is limited to them.
  EOT
  type = object({
    id                 = string
    subnet_arns        = set(string)
    security_group_ids = set(string)
  })
  default = null

  validation {
    condition     = var.vpc == null ? true : can(regex("^vpc-[0-9a-z]{1,40}$", var.vpc.id))
    error_message = "vpc.id must be the ID of a VPC: write aws_vpc.….id."
  }

  # https://docs.aws.amazon.com/codebuild/latest/APIReference/API_VpcConfig.html
  validation {
    condition = var.vpc == null ? true : length(var.vpc.subnet_arns) >= 1 && length(var.vpc.subnet_arns) <= 16 && alltrue([
      for arn in var.vpc.subnet_arns : can(regex("^arn:[^:]+:ec2:[^:]+:[0-9]{12}:subnet/subnet-[0-9a-z]+$", arn))
    ])
    error_message = "vpc.subnet_arns must be ARNs of 1 to 16 subnets: write [aws_subnet.….arn]."
  }

  validation {
    condition = var.vpc == null ? true : length(var.vpc.security_group_ids) >= 1 && length(var.vpc.security_group_ids) <= 5 && alltrue([
      for id in var.vpc.security_group_ids : can(regex("^sg-[0-9a-z]{1,40}$", id))
    ])
    error_message = "vpc.security_group_ids must be IDs of 1 to 5 security groups: write [aws_security_group.….id]."
  }
}
