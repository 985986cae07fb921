locals {
  capacity = { for kind, each in coalesce(var.provisioned, {}) : kind => merge(each, { name = kind == "read" ? "Read" : "Write" }) }
}

# With the service-linked role of DynamoDB's tables, which AWS creates with the account's first target.
resource "aws_appautoscaling_target" "this" {
  for_each = local.capacity

  service_namespace  = "dynamodb"
  resource_id        = "table/${aws_dynamodb_table.this.name}"
  scalable_dimension = "dynamodb:table:${each.value.name}CapacityUnits"
  min_capacity       = each.value.minimum
  max_capacity       = each.value.maximum
  tags               = var.tags
}

resource "aws_appautoscaling_policy" "this" {
  for_each = local.capacity

  name               = "${var.name}-${each.key}"
  policy_type        = "TargetTrackingScaling"
  service_namespace  = aws_appautoscaling_target.this[each.key].service_namespace
  resource_id        = aws_appautoscaling_target.this[each.key].resource_id
  scalable_dimension = aws_appautoscaling_target.this[each.key].scalable_dimension

  target_tracking_scaling_policy_configuration {
    target_value = each.value.target_percent

    predefined_metric_specification {
      predefined_metric_type = "DynamoDB${each.value.name}CapacityUtilization"
    }
  }
}
