# Pipelines and their parts: builds, connections, the rules that start them, and parameters.

locals {
  # A connection's ARN has an ID, no name.
  connections = "${local.arns["codestar-connections"]}:connection/*"

  pipeline_reads = { for environment in var.environments : environment => [
    { actions = ["codebuild:BatchGetProjects"], resources = ["${local.arns.codebuild}:project/${environment}-*"] },
    { actions = ["codepipeline:GetPipeline", "codepipeline:ListTagsForResource"], resources = ["${local.arns.codepipeline}:${environment}-*"] },
    { actions = ["codestar-connections:GetConnection", "codestar-connections:ListTagsForResource"], resources = [local.connections] },
    {
      actions   = ["events:DescribeRule", "events:ListTagsForResource", "events:ListTargetsByRule"]
      resources = ["${local.arns.events}:rule/${environment}-*"]
    },
    {
      # With its value: the provider reads it, and stores it unless it is write-only.
      actions   = ["ssm:GetParameter", "ssm:ListTagsForResource"]
      resources = ["${local.arns.ssm}:parameter/${environment}/frontend/*"]
    },
    { actions = ["ssm:DescribeParameters"], resources = ["*"] }, # a list action
  ] }

  pipeline_writes = { for environment in var.environments : environment => [
    {
      actions   = ["codebuild:CreateProject", "codebuild:DeleteProject", "codebuild:UpdateProject"]
      resources = ["${local.arns.codebuild}:project/${environment}-*"]
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
    { actions = ["codestar-connections:CreateConnection"], resources = ["*"] }, # without resource-level permissions
    {
      actions   = ["codestar-connections:DeleteConnection", "codestar-connections:TagResource", "codestar-connections:UntagResource"]
      resources = [local.connections]
    },
    {
      actions   = ["codestar-connections:PassConnection"]
      resources = [local.connections]
      condition = { StringEquals = { "codestar-connections:PassedToService" = "codepipeline.amazonaws.com" } }
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
    {
      actions   = ["ssm:AddTagsToResource", "ssm:DeleteParameter", "ssm:PutParameter", "ssm:RemoveTagsFromResource"]
      resources = ["${local.arns.ssm}:parameter/${environment}/frontend/*"]
    },
  ] }
}
