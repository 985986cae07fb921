variable "resource" {
  description = <<-EOT
    The resource that gets the method: its ID and path (with a leading slash), and the ID and the execution ARN of its API.
    Module rest-api has them as resources["/movies/{movieID}"].
  EOT
  type = object({
    rest_api_id   = string
    execution_arn = string
    id            = string
    path          = string
  })

  validation {
    condition = (
      can(regex("^arn:[^:]+:execute-api:", var.resource.execution_arn)) && startswith(var.resource.path, "/") &&
      var.resource.rest_api_id != "" && var.resource.id != ""
    )
    error_message = "resource needs the IDs, the execution ARN and a path with a leading slash: write module.api.resources[\"/movies\"]."
  }
}

variable "http_method" {
  description = "GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY."
  type        = string

  validation {
    condition     = contains(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"], var.http_method)
    error_message = "http_method must be GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS or ANY, in capitals."
  }
}

variable "function" {
  description = <<-EOT
    Function to invoke: module lambda itself, function = module.get_movie. API Gateway invokes its alias. For any other function:
    { function = { name = "get-movie", alias_name = "live", invoke_arn = aws_lambda_alias.live.invoke_arn } }. Or integration.
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
    condition     = (var.function == null) != (var.integration == null)
    error_message = "function or integration, one of both: write function = module.get_movie."
  }

  validation {
    condition = var.function == null ? true : (
      can(regex("^[A-Za-z0-9_-]{1,64}$", var.function.function.name)) && can(regex("^[A-Za-z0-9_-]{1,128}$", var.function.function.alias_name)) &&
      can(regex("^arn:[^:]+:apigateway:", var.function.function.invoke_arn))
    )
    error_message = "function needs a name, an alias and its invoke_arn: write module.get_movie, or { function = { name, alias_name, invoke_arn } }."
  }
}

variable "permission" {
  description = <<-EOT
    Whether the module lets API Gateway invoke the function. false: the caller does. Then nothing here depends on the function, if
    var.function doesn't.
  EOT
  type        = bool
  default     = true
  nullable    = false
}

variable "authorization" {
  description = <<-EOT
    Who may call.
    - type: NONE (default), AWS_IAM (signed requests), COGNITO_USER_POOLS or CUSTOM (a Lambda authorizer).
    - authorizer_id: ID of the authorizer, for COGNITO_USER_POOLS and CUSTOM.
    - scopes: OAuth scopes of which the access token must have one, for COGNITO_USER_POOLS. Default: an identity token suffices.
  EOT
  type = object({
    type          = optional(string, "NONE")
    authorizer_id = optional(string)
    scopes        = optional(set(string), [])
  })
  default  = {}
  nullable = false

  validation {
    condition     = contains(["NONE", "AWS_IAM", "COGNITO_USER_POOLS", "CUSTOM"], var.authorization.type)
    error_message = "authorization.type must be NONE, AWS_IAM, COGNITO_USER_POOLS or CUSTOM."
  }

  validation {
    condition     = !contains(["COGNITO_USER_POOLS", "CUSTOM"], var.authorization.type) || coalesce(var.authorization.authorizer_id, "-") != "-"
    error_message = "authorization.type COGNITO_USER_POOLS and CUSTOM need authorization.authorizer_id, the ID of an aws_api_gateway_authorizer."
  }

  validation {
    condition     = !contains(["NONE", "AWS_IAM"], var.authorization.type) || var.authorization.authorizer_id == null
    error_message = "authorization.authorizer_id goes with type COGNITO_USER_POOLS or CUSTOM: set authorization.type to one of them, or leave it out."
  }

  validation {
    condition     = var.authorization.type == "COGNITO_USER_POOLS" || length(var.authorization.scopes) == 0
    error_message = "authorization.scopes go with type COGNITO_USER_POOLS: set authorization.type to it, or leave them out."
  }

  validation {
    condition     = alltrue([for scope in var.authorization.scopes : can(regex("^[!-~]+$", scope))])
    error_message = "authorization.scopes must be OAuth scopes without spaces: [\"movies/read\"]."
  }
}

variable "api_key_required" {
  description = "true: requests need the x-api-key of a usage plan, which identifies and limits clients but authorizes nobody. Default false."
  type        = bool
  default     = false
  nullable    = false
}

variable "request" {
  description = <<-EOT
    What the gateway checks; it answers 400 to a request that doesn't fit.
    - validator_id: an aws_api_gateway_request_validator, or module rest-api's output request_validator_id.
    - models: content type to the name of the model that the body must fit: { "application/json" = "Movie" }. A body of another
      type isn't checked.
    - parameters: required parameters, as querystring.<name> or header.<name>.
    Default: every request reaches the function.
  EOT
  type = object({
    validator_id = string
    models       = optional(map(string), {})
    parameters   = optional(set(string), [])
  })
  default = null

  validation {
    condition     = var.request == null ? true : length(var.request.models) + length(var.request.parameters) > 0
    error_message = "request needs models or parameters to validate: give one, or leave request out."
  }

  validation {
    condition = var.request == null ? true : alltrue([
      for parameter in var.request.parameters : can(regex("^(querystring|header)\\.[A-Za-z0-9._$-]+$", parameter))
    ])
    error_message = "request.parameters must be like \"querystring.limit\" or \"header.Idempotency-Key\"."
  }

  validation {
    condition     = var.request == null ? true : alltrue([for text in concat([var.request.validator_id], values(var.request.models)) : text != ""])
    error_message = "request needs the ID of a validator and names of models: { validator_id = module.api.request_validator_id, models = { … } }."
  }

  validation {
    condition     = var.request == null ? true : alltrue([for type in keys(var.request.models) : can(regex("^[^/ ]+/[^/ ]+$", type))])
    error_message = "request.models: a key is a content type: { \"application/json\" = \"Movie\" }."
  }
}

variable "timeout_milliseconds" {
  description = "How long the gateway waits for the function before it answers 504: 50 to 29000 (API Gateway's default quota). Default 29000."
  type        = number
  default     = 29000
  nullable    = false

  validation {
    condition = (
      floor(var.timeout_milliseconds) == var.timeout_milliseconds &&
      var.timeout_milliseconds >= 50 && var.timeout_milliseconds <= 29000
    )
    error_message = "timeout_milliseconds must be a whole number from 50 to 29000."
  }
}
