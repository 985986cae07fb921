# Event source mappings, APIs and e-mail identities, whose ARNs have no name of the environment: conditions.tf.

locals {
  tagged_writes = { for environment in var.environments : environment => [
    # Event source mappings.
    {
      actions   = ["lambda:CreateEventSourceMapping", "lambda:DeleteEventSourceMapping", "lambda:UpdateEventSourceMapping"]
      resources = ["*"]
      condition = { ArnLike = { "lambda:FunctionArn" = "${local.arns.lambda}:function:${environment}-*" } }
    },
    {
      actions   = ["lambda:TagResource"]
      resources = ["${local.arns.lambda}:event-source-mapping:*"]
      condition = local.tagged_on_creation[environment]
    },
    {
      actions   = ["lambda:TagResource"]
      resources = ["${local.arns.lambda}:event-source-mapping:*"]
      condition = local.retagged[environment]
    },
    {
      actions   = ["lambda:UntagResource"]
      resources = ["${local.arns.lambda}:event-source-mapping:*"]
      condition = local.untagged[environment]
    },

    # HTTP APIs and REST APIs, their domain names and usage plans.
    {
      actions   = ["apigateway:POST", "apigateway:UpdateRestApiPolicy"]
      resources = [for kind in local.api_kinds : "${local.apis}/${kind}"]
      condition = local.created[environment]
    },
    {
      # Whatever belongs to an API has its tags here:
      # https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-tagging-supported-resources.html
      actions = [
        "apigateway:DELETE", "apigateway:PATCH", "apigateway:POST", "apigateway:PUT", "apigateway:UpdateRestApiPolicy",
      ]
      resources = [for kind in local.api_kinds : "${local.apis}/${kind}/*"]
      condition = local.owned[environment]
    },
    {
      # Tags have no tags. Changing those of an API needs apigateway:PATCH on the API too, which the statement above limits:
      # https://github.com/iann0036/iam-dataset/pull/39
      actions   = ["apigateway:PUT"]
      resources = ["${local.apis}/tags/*"]
      condition = { StringEqualsIfExists = { "aws:RequestTag/Environment" = environment } }
    },
    {
      actions   = ["apigateway:DELETE"]
      resources = ["${local.apis}/tags/*"]
      condition = { "ForAllValues:StringNotEquals" = { "aws:TagKeys" = ["Environment"] } }
    },
    { actions = ["apigateway:PATCH"], resources = ["${local.apis}/account"] },
    {
      # For the access log of an HTTP API, and saved queries, without resource-level permissions:
      # https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
      actions = [
        "logs:CreateLogDelivery",
        "logs:DeleteLogDelivery",
        "logs:DeleteQueryDefinition",
        "logs:DescribeResourcePolicies",
        "logs:GetLogDelivery",
        "logs:ListLogDeliveries",
        "logs:PutQueryDefinition",
        "logs:PutResourcePolicy",
        "logs:UpdateLogDelivery",
      ]
      resources = ["*"]
    },

    # E-mail.
    {
      actions = [
        "ses:CreateConfigurationSet",
        "ses:CreateConfigurationSetEventDestination",
        "ses:DeleteConfigurationSet",
        "ses:DeleteConfigurationSetEventDestination",
        "ses:PutConfigurationSetDeliveryOptions",
        "ses:PutConfigurationSetReputationOptions",
        "ses:PutConfigurationSetSendingOptions",
        "ses:PutConfigurationSetSuppressionOptions",
        "ses:PutEmailIdentityConfigurationSetAttributes",
        "ses:TagResource",
        "ses:UntagResource",
        "ses:UpdateConfigurationSetEventDestination",
      ]
      resources = ["${local.arns.ses}:configuration-set/${environment}-*"]
    },
    # The name of an identity is an address or a domain.
    { actions = ["ses:CreateEmailIdentity"], resources = [local.identities], condition = local.created[environment] },
    {
      actions   = ["ses:DeleteEmailIdentity", "ses:PutEmailIdentityConfigurationSetAttributes"]
      resources = [local.identities]
      condition = local.owned[environment]
    },
    { actions = ["ses:TagResource"], resources = [local.identities], condition = local.tagged_on_creation[environment] },
    { actions = ["ses:TagResource"], resources = [local.identities], condition = local.retagged[environment] },
    { actions = ["ses:UntagResource"], resources = [local.identities], condition = local.untagged[environment] },
  ] }
}
