locals {
  # What a deployment can make worse, without what only says that there is work to do.
  rule = join(" OR ", [for key in sort(keys(var.alarm_arns)) : "ALARM(\"${var.alarm_arns[key]}\")"])

  dashboard_arns = merge(var.alarm_arns, var.dashboard_alarm_arns)
  region         = split(":", values(var.alarm_arns)[0])[3]
}

# CloudWatch deletes no alarm that a composite alarm refers to, and Terraform deletes before it updates. So the composite alarm of other
# alarms is a new one: Terraform deletes the old one first. https://github.com/hashicorp/terraform-provider-aws/issues/34807
resource "terraform_data" "alarm_arns" {
  input = var.alarm_arns
}

resource "aws_cloudwatch_composite_alarm" "this" {
  alarm_name        = var.name
  alarm_description = var.description
  alarm_rule        = local.rule
  alarm_actions     = var.actions
  ok_actions        = var.actions
  tags              = var.tags

  lifecycle {
    replace_triggered_by = [terraform_data.alarm_arns]
  }
}

resource "aws_cloudwatch_dashboard" "this" {
  count = var.dashboard ? 1 : 0

  dashboard_name = var.name
  dashboard_body = jsonencode({
    widgets = concat(
      [{
        type   = "alarm"
        width  = 24
        height = 4
        properties = { title = var.name, alarms = concat(
          [aws_cloudwatch_composite_alarm.this.arn],
          values(aws_cloudwatch_composite_alarm.service_level)[*].arn,
          values(local.dashboard_arns),
        ) }
      }],
      # Each shows the metric of its alarm with the threshold.
      [for key in sort(keys(local.dashboard_arns)) : {
        type       = "metric"
        width      = 8
        height     = 6
        properties = { title = key, region = local.region, annotations = { alarms = [local.dashboard_arns[key]] } }
      }],
    )
  })
}
