# Pipelines and their parts: builds with their images, connections, and the rules that start them.

locals {
  # The service has two names, each with its ARNs and actions:
  # https://docs.aws.amazon.com/dtconsole/latest/userguide/rename.html
  connection_services = ["codeconnections", "codestar-connections"]

  # A connection's ARN has an ID, no name.
  connections = [for service in local.connection_services : "${local.arns[service]}:connection/*"]

  connection_actions = { for action in ["Create", "Delete", "Get", "Pass", "Use"] :
    action => [for service in local.connection_services : "${service}:${action}Connection"]
  }
  connection_tags = { for action in ["ListTagsFor", "Tag", "Untag"] :
    action => [for service in local.connection_services : "${service}:${action}Resource"]
  }

  pipeline_reads = { for environment in var.environments : environment => [
    { actions = ["codebuild:BatchGetProjects"], resources = ["${local.arns.codebuild}:project/${environment}-*"] },
    { actions = ["codepipeline:GetPipeline", "codepipeline:ListTagsForResource"], resources = ["${local.arns.codepipeline}:${environment}-*"] },
    {
      actions   = concat(local.connection_actions.Get, local.connection_tags.ListTagsFor)
      resources = local.connections
      condition = local.not_of_another[environment]
    },
    {
      actions = [
        "ecr:DescribeRepositories",
        "ecr:GetLifecyclePolicy",
        "ecr:GetRepositoryPolicy",
        "ecr:ListTagsForResource",
      ]
      resources = ["${local.arns.ecr}:repository/${environment}-*"]
    },
    {
      actions   = ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"]
      resources = ["${local.arns.events}:rule/${environment}-*"]
    },
  ] }

  pipeline_writes = { for environment in var.environments : environment => [
    { actions = ["codebuild:DeleteProject"], resources = ["${local.arns.codebuild}:project/${environment}-*"] },
    {
      # https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscodebuild.html
      actions   = ["codebuild:CreateProject", "codebuild:UpdateProject"]
      resources = ["${local.arns.codebuild}:project/${environment}-*"]
      condition = local.in_vpcs[environment]["codebuild:vpcConfig.vpcId"]
    },
    {
      actions = [
        "codepipeline:CreatePipeline",
        "codepipeline:DeletePipeline",
        "codepipeline:TagResource",
        "codepipeline:UntagResource",
        "codepipeline:UpdatePipeline",
      ]
      resources = ["${local.arns.codepipeline}:${environment}-*"]
    },
    # Without resource-level permissions.
    { actions = local.connection_actions.Create, resources = ["*"], condition = local.created[environment] },
    { actions = local.connection_actions.Delete, resources = local.connections, condition = local.owned[environment] },
    { actions = local.connection_tags.Tag, resources = local.connections, condition = local.tagged_on_creation[environment] },
    { actions = local.connection_tags.Tag, resources = local.connections, condition = local.retagged[environment] },
    { actions = local.connection_tags.Untag, resources = local.connections, condition = local.untagged[environment] },
    # A connection that was created in the console may have no tag.
    {
      actions   = local.connection_actions.Pass
      resources = local.connections
      condition = { StringEqualsIfExists = merge(local.not_of_another[environment].StringEqualsIfExists, {
        for service in local.connection_services : "${service}:PassedToService" => "codepipeline.amazonaws.com"
      }) }
    },
    {
      actions = [
        "ecr:CreateRepository",
        "ecr:DeleteLifecyclePolicy",
        "ecr:DeleteRepository",
        "ecr:DeleteRepositoryPolicy",
        "ecr:PutImageScanningConfiguration",
        "ecr:PutImageTagMutability",
        "ecr:PutLifecyclePolicy",
        "ecr:SetRepositoryPolicy",
        "ecr:TagResource",
        "ecr:UntagResource",
      ]
      resources = ["${local.arns.ecr}:repository/${environment}-*"]
    },
    {
      actions = [
        "events:DeleteRule",
        "events:PutRule",
        "events:PutTargets",
        "events:RemoveTargets",
        "events:TagResource",
        "events:UntagResource",
      ]
      resources = ["${local.arns.events}:rule/${environment}-*"]
    },
  ] }
}
