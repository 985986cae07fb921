variable "role" {
  description = <<-EOT
    What the function may do.
    - policy: ONE policy document as JSON with the actions that the code calls, on the ARNs that it calls them on. The
      module merges into it what its own features need: writing to the function's log group, and for vpc, tracing and
      async their actions. Default: none of its own. All together at most 10,240 characters (IAM's limit for a role's inline policies).
    - permissions_boundary: ARN of the policy that bounds the role. Default: none.
  EOT
  type = object({
    policy               = optional(string)
    permissions_boundary = optional(string)
  })
  default  = {}
  nullable = false

  validation {
    condition     = var.role.policy == null || can(jsondecode(var.role.policy).Statement)
    error_message = "role.policy must be a policy document as JSON: write jsonencode({ Version = \"2012-10-17\", Statement = [{ Effect = \"Allow\", Action = …, Resource = … }] })."
  }
}


locals {
  grants = concat(
    flatten([jsondecode(coalesce(var.role.policy, jsonencode({ Statement = [] }))).Statement]),
    [{
      Effect   = "Allow"
      Action   = ["logs:CreateLogStream", "logs:PutLogEvents"]
      Resource = "${aws_cloudwatch_log_group.this.arn}:*"
    }],
    var.tracing ? [{
      Effect   = "Allow"
      Action   = ["xray:PutTraceSegments", "xray:PutTelemetryRecords"]
      Resource = "*" # neither action knows resources
    }] : [],
    # Lambda creates the interfaces with the function's role; none of these can be limited to the function's own:
    # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions
    var.vpc == null ? [] : [{
      Effect = "Allow"
      Action = [
        "ec2:AssignPrivateIpAddresses",
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSubnets",
        "ec2:UnassignPrivateIpAddresses",
      ]
      Resource = "*"
    }],
    [for arn in local.async_targets : {
      Effect   = "Allow"
      Action   = local.async_actions[split(":", arn)[2]]
      Resource = arn
    }],
  )
}

resource "aws_iam_role" "this" {
  name                 = var.name
  permissions_boundary = var.role.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "lambda.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "function"
  role   = aws_iam_role.this.name
  policy = jsonencode({ Version = "2012-10-17", Statement = local.grants })
}
