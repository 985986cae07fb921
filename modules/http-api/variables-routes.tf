variable "routes" {
  description = <<-EOT
    The API's routes, "METHOD /path" or "$default": { "GET /movies/{movieID}" = { function = module.get_movie } }. METHOD is GET, POST,
    PUT, PATCH, DELETE, HEAD, OPTIONS, or ANY. Each level of a path may be a {parameter}; the last may be greedy, {proxy+}. "$default"
    gets every request that no other route fits.
    - function: module lambda itself. A stage invokes the alias that it names: one of aliases, or else that of function.
    - authorization: who may call. type: NONE (default: anybody), AWS_IAM (signed requests), JWT, or CUSTOM (a function). authorizer: for
      JWT and CUSTOM, a key of the variable authorizers. scopes: for JWT, OAuth scopes of which the token must have one. Default: a valid
      token suffices.
    - throttling: limits of this route, as in the variable throttling. Default: that variable.
    - timeout_milliseconds: how long the gateway waits for the function, 50 to 30000 (API Gateway's limit). Default 30000.
  EOT
  type = map(object({
    function = object({
      function = optional(object({
        name       = string
        alias_name = string
        invoke_arn = string
      }))
      aliases = optional(map(object({
        function = object({
          name       = string
          alias_name = string
          invoke_arn = string
        })
      })), {})
    })
    authorization = optional(object({
      type       = optional(string, "NONE")
      authorizer = optional(string)
      scopes     = optional(set(string), [])
    }), {})
    throttling = optional(object({
      rate  = optional(number, 100)
      burst = optional(number, 50)
    }))
    timeout_milliseconds = optional(number, 30000)
  }))
  nullable = false

  validation {
    condition     = alltrue([for route in keys(var.routes) : can(regex("^(\\$default|(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /.*)$", route))])
    error_message = "routes: a key is \"$default\", or the HTTP method in capitals (or ANY), one space and the path: \"GET /movies/{movieID}\"."
  }

  validation {
    condition = alltrue([for route in keys(var.routes) : route == "$default" ? true : can(regex(
      "^[A-Z]* (/|(/([A-Za-z0-9._~:-]+|\\{[A-Za-z0-9._-]+\\}))*/([A-Za-z0-9._~:-]+|\\{[A-Za-z0-9._-]+\\+?\\}))$", route
    ))])
    error_message = "routes: a path is / or levels of letters, digits and ._~:-, or a {parameter}, the last also {proxy+}: \"GET /files/{proxy+}\"."
  }

  validation {
    condition = length(distinct([for route in keys(var.routes) : replace(replace(route, "/\\{[^}+]+\\}/", "{}"), "/\\{[^}+]+\\+\\}/", "{+}")])
    ) == length(var.routes)
    error_message = "routes: two routes differ only in the name of a parameter: keep one of them."
  }

  validation {
    condition     = var.cors == null || !anytrue([for route in keys(var.routes) : startswith(route, "OPTIONS ")])
    error_message = "routes: with cors the gateway answers OPTIONS itself: remove your OPTIONS routes, or leave cors out."
  }

  validation {
    condition = alltrue(flatten([for route in values(var.routes) : [
      for function in concat(route.function.function[*], values(route.function.aliases)[*].function) : (
        can(regex("^[A-Za-z0-9_-]{1,64}$", function.name)) && can(regex("^[A-Za-z0-9_-]{1,128}$", function.alias_name)) &&
        can(regex("^arn:[^:]+:apigateway:[^:]+:lambda:path/.+:[A-Za-z0-9_-]+/invocations$", function.invoke_arn)) && length(function.invoke_arn) < 512
      )
    ]]))
    error_message = "routes: function needs a name, an alias and its invoke_arn: write module.get_movie."
  }

  validation {
    condition = alltrue(flatten([for route in values(var.routes) : [
      for stage in values(var.stages) : contains(concat(route.function.function[*].alias_name, keys(route.function.aliases)), stage.alias)
    ]]))
    error_message = "routes: a function lacks an alias that stages names: write aliases = [\"test\", \"prod\"] in its module lambda."
  }

  validation {
    condition     = alltrue([for route in values(var.routes) : contains(["NONE", "AWS_IAM", "JWT", "CUSTOM"], route.authorization.type)])
    error_message = "routes: authorization.type must be NONE, AWS_IAM, JWT or CUSTOM."
  }

  validation {
    condition = alltrue([for route in values(var.routes) : !contains(["JWT", "CUSTOM"], route.authorization.type) ? true : contains(
      [for name, each in var.authorizers : name if(each.function == null) == (route.authorization.type == "JWT")],
      coalesce(route.authorization.authorizer, "-"),
    )])
    error_message = <<-EOT
      routes: authorization.type JWT needs authorizer, a key of the variable authorizers, { type = "JWT", authorizer = "users" }, and CUSTOM
      the key of one with a function.
    EOT
  }

  validation {
    condition = alltrue([for route in values(var.routes) : (
      (contains(["JWT", "CUSTOM"], route.authorization.type) || route.authorization.authorizer == null) &&
      (route.authorization.type == "JWT" || length(route.authorization.scopes) == 0)
    )])
    error_message = "routes: authorization.authorizer goes with type JWT or CUSTOM, authorization.scopes with JWT: set it, or leave them out."
  }

  validation {
    condition     = alltrue(flatten([for route in values(var.routes) : [for scope in route.authorization.scopes : can(regex("^[!-~]{1,64}$", scope))]]))
    error_message = "routes: authorization.scopes must be OAuth scopes of 1 to 64 characters without spaces: [\"movies/read\"]."
  }

  validation {
    condition = alltrue([for route in values(var.routes) : route.throttling == null ? true : (
      route.throttling.rate > 0 && route.throttling.rate <= 10000 &&
      route.throttling.burst >= 1 && route.throttling.burst <= 5000 && floor(route.throttling.burst) == route.throttling.burst
    )])
    error_message = "routes: throttling.rate is more than 0 and at most 10000, throttling.burst a whole number from 1 to 5000."
  }

  validation {
    condition = alltrue([
      for route in values(var.routes) :
      floor(route.timeout_milliseconds) == route.timeout_milliseconds &&
      route.timeout_milliseconds >= 50 && route.timeout_milliseconds <= 30000
    ])
    error_message = "routes: timeout_milliseconds must be a whole number from 50 to 30000."
  }
}

variable "routes_from_document" {
  description = <<-EOT
    true: a pipeline imports the routes from an OpenAPI document and deploys it to each stage (apps/deploy-api). Terraform creates the API,
    its stages and the permissions for the routes, which the document must have, with the integrations and the authorization. A stage
    answers 404 until its first deployment. The stages have the variable alias. Default false.
  EOT
  type        = bool
  default     = false
  nullable    = false

  validation {
    condition     = !var.routes_from_document || alltrue([for route in values(var.routes) : route.throttling == null])
    error_message = "routes_from_document: API Gateway refuses limits of a route that isn't imported yet: use the variable throttling."
  }

  validation {
    condition     = !var.routes_from_document || length(var.authorizers) == 0
    error_message = "routes_from_document: the import replaces authorizers: declare them in the document, as x-amazon-apigateway-authorizer."
  }
}
