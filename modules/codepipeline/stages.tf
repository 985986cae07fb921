locals {
  stages = [
    for stage in var.stages : { name = stage.name, actions = [
      for action in stage.actions : merge(action, {
        owner = "AWS"
        category = one(compact([
          try(action.codebuild.is_test ? "Test" : "Build", ""), action.lambda != null ? "Invoke" : "", action.approval != null ? "Approval" : "",
          action.s3 != null || action.lambda_deploy != null || action.cloudformation != null ? "Deploy" : "",
        ]))
        provider = one(compact([
          action.codebuild != null ? "CodeBuild" : "", action.lambda != null || action.lambda_deploy != null ? "Lambda" : "",
          action.s3 != null ? "S3" : "", action.cloudformation != null ? "CloudFormation" : "", action.approval != null ? "Manual" : "",
        ]))
        configuration = { for name, value in merge(concat(
          [for codebuild in action.codebuild[*] : {
            ProjectName   = split(":project/", codebuild.project_arn)[1]
            PrimarySource = length(action.inputs) > 1 ? action.inputs[0] : null
            EnvironmentVariables = length(codebuild.environment) == 0 ? null : jsonencode([
              for name, value in codebuild.environment : { name = name, value = value, type = "PLAINTEXT" }
            ])
          }],
          [for lambda in action.lambda[*] : {
            # With its alias, as in name:live. CodePipeline's reference speaks of the function's name only, and passes it to Lambda's
            # Invoke, which takes a name with an alias. The AWS CDK writes the same for an alias:
            # https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-Lambda.html
            # https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html#lambda-Invoke-request-FunctionName
            # https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-lambda/lib/alias.ts
            FunctionName   = element(split(":function:", lambda.function.function.alias_arn), 1)
            UserParameters = lambda.user_parameters
          }],
          [for lambda in action.lambda_deploy[*] : {
            FunctionName           = element(split(":", lambda.function.function.alias_arn), 6)
            FunctionAlias          = element(split(":", lambda.function.function.alias_arn), 7)
            PublishedTargetVersion = lambda.version
            DeployStrategy         = lambda.strategy
            Alarms                 = length(lambda.alarm_arns) == 0 ? null : join(",", [for arn in lambda.alarm_arns : split(":alarm:", arn)[1]])
          }],
          [for cloudformation in action.cloudformation[*] : {
            ActionMode            = cloudformation.mode
            StackName             = cloudformation.stack_name
            ChangeSetName         = cloudformation.change_set_name
            RoleArn               = cloudformation.role_arn
            TemplatePath          = cloudformation.template
            TemplateConfiguration = cloudformation.configuration
            ParameterOverrides    = length(cloudformation.parameters) == 0 ? null : jsonencode(cloudformation.parameters)
            Capabilities          = length(cloudformation.capabilities) == 0 ? null : join(",", cloudformation.capabilities)
            OutputFileName        = cloudformation.output_file
          }],
          [for s3 in action.s3[*] : {
            BucketName          = split(":::", s3.bucket_arn)[1]
            Extract             = tostring(s3.extract)
            ObjectKey           = s3.key
            CacheControl        = s3.cache_control
            KMSEncryptionKeyARN = s3.kms_key_arn
          }],
          [for approval in action.approval[*] : {
            NotificationArn    = approval.topic_arn
            CustomData         = approval.message
            ExternalEntityLink = approval.url
          }],
        )...) : name => value if value != null }
      })
    ] }
  ]

  # By action mode; a change set is only executed by CHANGE_SET_EXECUTE, which passes no role.
  cloudformation_calls = {
    CHANGE_SET_EXECUTE = ["DescribeChangeSet", "DescribeStacks", "ExecuteChangeSet"]
    CHANGE_SET_REPLACE = ["CreateChangeSet", "DeleteChangeSet", "DescribeChangeSet", "DescribeStacks"]
    CREATE_UPDATE      = ["CreateStack", "DescribeStacks", "UpdateStack"]
    DELETE_ONLY        = ["DeleteStack", "DescribeStacks"]
    REPLACE_ON_FAILURE = ["CreateStack", "DeleteStack", "DescribeStacks", "UpdateStack"]
  }
}
