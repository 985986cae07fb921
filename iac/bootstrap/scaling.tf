# The capacity of tables that scales, provisioned of modules/table. A target's ARN has an ID, no name: conditions.tf.

locals {
  scalable_targets = "${local.arns["application-autoscaling"]}:scalable-target/*"

  scaling_reads = { for environment in var.environments : environment => [
    {
      # Without resource-level permissions.
      actions   = ["application-autoscaling:DescribeScalableTargets", "application-autoscaling:DescribeScalingPolicies"]
      resources = ["*"]
    },
    {
      actions   = ["application-autoscaling:ListTagsForResource"]
      resources = [local.scalable_targets]
      condition = local.not_of_another[environment]
    },
  ] }

  # Application Auto Scaling also tests whether the caller may change the table:
  # https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_permission_validation.html
  scaling_writes = { for environment in var.environments : environment => [
    {
      actions   = ["application-autoscaling:RegisterScalableTarget"]
      resources = [local.scalable_targets]
      condition = local.created[environment]
    },
    {
      actions = [
        "application-autoscaling:DeleteScalingPolicy",
        "application-autoscaling:DeregisterScalableTarget",
        "application-autoscaling:PutScalingPolicy",
        "application-autoscaling:RegisterScalableTarget", # with other limits
      ]
      resources = [local.scalable_targets]
      condition = local.owned[environment]
    },
    {
      actions   = ["application-autoscaling:TagResource"]
      resources = [local.scalable_targets]
      condition = local.tagged_on_creation[environment]
    },
    {
      actions   = ["application-autoscaling:TagResource"]
      resources = [local.scalable_targets]
      condition = local.retagged[environment]
    },
    {
      actions   = ["application-autoscaling:UntagResource"]
      resources = [local.scalable_targets]
      condition = local.untagged[environment]
    },
    {
      # The alarms of its policies, which Application Auto Scaling creates once it has found that the caller may. It tests that without
      # the name of an alarm.
      actions   = ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"]
      resources = ["${local.arns.cloudwatch}:alarm:", "${local.arns.cloudwatch}:alarm:TargetTracking-table/${environment}-*"]
    },
  ] }
}
