variable "name" {
  description = "Name of the authorizer: 1 to 128 of A-Z a-z 0-9 _ . -."
  type        = string

  validation {
    condition     = can(regex("^[A-Za-z0-9_.-]{1,128}$", var.name))
    error_message = "name must be 1 to 128 of A-Z a-z 0-9 _ . -: \"users\"."
  }
}

variable "rest_api" {
  description = "The REST API: { id = module.api.id, execution_arn = module.api.execution_arn }. Default: none, and http_api is set."
  type        = object({ id = string, execution_arn = string })
  default     = null

  validation {
    condition     = (var.rest_api == null) != (var.http_api == null)
    error_message = "rest_api: set rest_api or http_api: { id = module.api.id, execution_arn = module.api.execution_arn }."
  }

  validation {
    condition = var.rest_api == null ? true : (
      can(regex("^[a-z0-9]{1,64}$", var.rest_api.id)) && can(regex("^arn:[^:]+:execute-api:[^:]+:[0-9]{12}:[a-z0-9]{1,64}$", var.rest_api.execution_arn))
    )
    error_message = "rest_api must be { id = module.api.id, execution_arn = module.api.execution_arn }."
  }
}

variable "http_api" {
  description = "The HTTP API: { id = module.api.id, execution_arn = module.api.execution_arn }. Default: none, and rest_api is set."
  type        = object({ id = string, execution_arn = string })
  default     = null

  validation {
    condition = var.http_api == null ? true : (
      can(regex("^[a-z0-9]{1,64}$", var.http_api.id)) && can(regex("^arn:[^:]+:execute-api:[^:]+:[0-9]{12}:[a-z0-9]{1,64}$", var.http_api.execution_arn))
    )
    error_message = "http_api must be { id = module.api.id, execution_arn = module.api.execution_arn }."
  }
}

variable "function" {
  description = <<-EOT
    The function that decides: `function = module.session`, an instance of module lambda. It gets the permission to be invoked by this
    authorizer. Default: none, and user_pool_arns is set.
  EOT
  type = object({
    function = object({
      name       = string
      alias_name = string
      invoke_arn = string
    })
  })
  default = null

  validation {
    condition     = (var.function == null) != (length(var.user_pool_arns) == 0)
    error_message = "function: set function or user_pool_arns: function = module.session."
  }

  validation {
    condition     = var.function != null || var.http_api == null
    error_message = "function is needed for an HTTP API: for tokens of Cognito, set authorizers of module http-api, with the pool as issuer."
  }

  validation {
    condition = var.function == null ? true : (
      can(regex("^[A-Za-z0-9_-]{1,64}$", var.function.function.name)) && can(regex("^[A-Za-z0-9_-]{1,128}$", var.function.function.alias_name)) &&
      can(regex("^arn:[^:]+:apigateway:[^:]+:lambda:path/.+:function:[A-Za-z0-9_-]+:[A-Za-z0-9_-]+/invocations$", var.function.function.invoke_arn)) &&
      length(var.function.function.invoke_arn) < 512
    )
    error_message = "function needs a name, an alias and its invoke_arn: write function = module.session."
  }
}

variable "user_pool_arns" {
  description = "Cognito user pools, at most 10, of whose tokens a REST API accepts any that is valid. Default: none, and function is set."
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition = length(var.user_pool_arns) <= 10 && alltrue([
      for arn in var.user_pool_arns : can(regex("^arn:[^:]+:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool/[A-Za-z0-9_-]{1,55}$", arn))
    ])
    error_message = "user_pool_arns must hold at most 10 ARNs of user pools: [aws_cognito_user_pool.….arn]."
  }
}

variable "event" {
  description = <<-EOT
    What the function of a REST API gets: REQUEST (default), the request with headers and parameters, or TOKEN, the value of its one
    identity source. The function of an HTTP API always gets the request.
  EOT
  type        = string
  default     = "REQUEST"
  nullable    = false

  validation {
    condition     = var.event == "REQUEST" || (var.event == "TOKEN" && var.rest_api != null && var.function != null)
    error_message = "event must be REQUEST, or TOKEN for the function of a REST API."
  }
}

variable "identity_sources" {
  description = <<-EOT
    Where a request has what identifies its caller, header.NAME or querystring.NAME. A request without one of them is refused with 401, and the
    function isn't invoked. Results are cached by their values. Default ["header.Authorization"].
  EOT
  type        = list(string)
  default     = ["header.Authorization"]
  nullable    = false

  validation {
    condition     = alltrue([for source in var.identity_sources : can(regex("^(header|querystring)\\.[A-Za-z0-9._-]{1,128}$", source))])
    error_message = "identity_sources must be headers or query parameters: [\"header.Authorization\", \"querystring.key\"]."
  }

  validation {
    condition = length(var.identity_sources) > 0 ? (
      length(var.identity_sources) == 1 || (var.event == "REQUEST" && var.function != null)
      ) : (
      var.event == "REQUEST" && var.function != null && var.cache_seconds == 0
    )
    error_message = "identity_sources: TOKEN and user_pool_arns need exactly one. Without any, set cache_seconds = 0: results are cached by them."
  }
}

variable "token_pattern" {
  description = "Regular expression that a token must match, for event TOKEN. The function isn't invoked for others. Default: any token."
  type        = string
  default     = null

  validation {
    condition     = var.token_pattern == null ? true : var.event == "TOKEN" && can(regex("^.{1,256}$", var.token_pattern))
    error_message = "token_pattern must have 1 to 256 characters, and needs event = \"TOKEN\"."
  }
}

variable "cache_seconds" {
  description = "How long a result is cached, 0 (not at all) to 3600. It applies to every route of the stage that uses the authorizer. Default 300."
  type        = number
  default     = 300
  nullable    = false

  validation {
    condition     = var.cache_seconds >= 0 && var.cache_seconds <= 3600 && floor(var.cache_seconds) == var.cache_seconds
    error_message = "cache_seconds must be a whole number from 0 to 3600."
  }
}
