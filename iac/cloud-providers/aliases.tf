# The alias of each stage, for each function.

locals {
  functions = {
    list_cloud_providers = module.list_cloud_providers.function
    put_cloud_provider   = module.put_cloud_provider.function
  }

  aliases = { for key, function in local.functions : key => {
    for stage in local.stages : stage => { function = {
      name       = function.name
      alias_name = split(":", aws_lambda_alias.stage["${key} ${stage}"].arn)[7]
      invoke_arn = aws_lambda_alias.stage["${key} ${stage}"].invoke_arn
    } }
  } }
}

resource "aws_lambda_alias" "stage" {
  for_each = { for pair in setproduct(keys(local.functions), local.stages) : join(" ", pair) => pair }

  name             = each.value[1]
  description      = "What the stage invokes; the deployer moves it."
  function_name    = local.functions[each.value[0]].name
  function_version = "1"

  lifecycle {
    ignore_changes = [function_version, routing_config]
  }
}
