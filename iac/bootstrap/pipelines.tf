# Pipelines and what they are made of: builds, connections, the rules that start them, and their parameters.

locals {
  # Connections have ids, no names.
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
      # Its value too, which the provider asks for, and keeps only of what is not write-only.
      actions   = ["ssm:GetParameter", "ssm:ListTagsForResource"]
      resources = ["${local.arns.ssm}:parameter/${environment}/frontend/*"]
    },
    { actions = ["ssm:DescribeParameters"], resources = ["*"] }, # it lists
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
    { actions = ["codestar-connections:CreateConnection"], resources = ["*"] }, # it knows no resources
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
