locals {
  # The same for every stage, and with the same artifacts.
  release = { for name, stage in local.stages : name => concat(
    [for parameters in [local.release_parameters[name]] : {
      name      = "DeployFunctions"
      run_order = 2
      inputs    = ["packages"]
      namespace = "released-${name}"
      lambda    = { function = module.deploy_functions, user_parameters = parameters }
    } if stage.strategy == null],
    [for app, arn in local.functions : {
      name      = "Deploy-${app}"
      run_order = 2
      lambda_deploy = {
        function   = { function = { alias_arn = "${arn}:${name}" } }
        version    = "#{released-test.${app}}"
        strategy   = stage.strategy
        alarm_arns = [module.prod_alarms.alarm_arns["${var.environment}-${app}-prod-errors"]]
      }
    } if stage.strategy != null],
    # After the functions, since a new route may need a new version.
    [for function in module.deploy_api : {
      name      = "DeployApi"
      run_order = 3
      inputs    = ["repository"]
      lambda = {
        function = function
        user_parameters = jsonencode({
          apiId    = var.api_id
          kind     = "http"
          stage    = name
          document = "iac/${local.stack}/openapi.json"
          commit   = "#{repository.CommitId}"
        })
      }
    }],
    # After the API, which the page calls.
    [for function in module.deploy_site : {
      name      = "DeploySite"
      run_order = 4
      inputs    = ["site"]
      lambda = {
        function = function
        user_parameters = jsonencode({
          bucket         = module.site[name].bucket
          distributionId = module.site[name].distribution_id
          config         = jsonencode({ moviesApiUrl = local.movies_api_urls[name] })
        })
      }
    }],
    [for table in [lookup(local.tables, name, null)] : {
      name      = "InsertData"
      run_order = 4
      inputs    = ["repository", "dependencies"]
      codebuild = { project_arn = module.build["insert-data"].arn, is_test = true, environment = { TABLE = table } }
    } if table != null],
    [{
      name      = "RunAcceptanceTests"
      run_order = 5
      inputs    = ["repository", "dependencies"]
      codebuild = {
        project_arn = module.build["acceptance"].arn
        is_test     = true
        environment = { API_URL = "#{stack.${upper(name)}_API_URL}" }
      }
    }],
  ) }
}
