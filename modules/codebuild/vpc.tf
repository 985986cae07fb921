locals {
  # https://docs.aws.amazon.com/codebuild/latest/userguide/auth-and-access-control-iam-identity-based-access-control.html
  vpc_statements = concat(
    [for vpc in var.vpc[*] : {
      Effect = "Allow"
      Action = [
        "ec2:CreateNetworkInterface",
        "ec2:DeleteNetworkInterface",
        "ec2:DescribeDhcpOptions",
        "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSubnets",
        "ec2:DescribeVpcs",
      ]
      Resource = ["*"]
    }],
    [for vpc in var.vpc[*] : {
      Effect   = "Allow"
      Action   = ["ec2:CreateNetworkInterfacePermission"]
      Resource = distinct([for arn in vpc.subnet_arns : replace(arn, "/:subnet/.*/", ":network-interface/*")])
      Condition = {
        StringEquals = { "ec2:AuthorizedService" = "codebuild.amazonaws.com" }
        ArnEquals    = { "ec2:Subnet" = sort(vpc.subnet_arns) }
      }
    }],
  )
}
