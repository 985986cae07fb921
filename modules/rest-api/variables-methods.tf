variable "methods" {
  description = <<-EOT
    The API's methods by route, "METHOD /path": { "GET /movies/{movieID}" = { function = module.get_movie } }.
    METHOD is GET, POST, PUT, PATCH, DELETE, HEAD, OPTIONS, or ANY: each of these but OPTIONS that has no entry.
    A path is "/" or has 1 to 5 levels, each of which may be a {parameter}; the last may be greedy, {proxy+}.
    - function_name: name of the function of the route, function_name = module.get_movie.name. API Gateway invokes its alias "live".
      The variable functions has to contain it.
    - function: instead of function_name and functions, for a short start: function = module.get_movie. If Terraform replaces such a
      function, the apply fails (README).
    - integration: instead of a function: an action of an AWS service, as in module rest-api-method. With cors each response has the
      origin.
    - authorization, api_key_required, timeout_milliseconds: same as in module rest-api-method, which has the defaults: anybody
      may call, without a key, and the gateway waits 29 s.
    - request: the gateway answers 400 to a request that doesn't fit. models: content type to a key of the variable models,
      { "application/json" = "Movie" }; a body of another type isn't checked. parameters: required ones, as querystring.<name>
      or header.<name>. Default: every request reaches the function.
  EOT
  type = map(object({
    function_name = optional(string)
    function = optional(object({
      function = object({
        name       = string
        alias_name = string
        invoke_arn = string
      })
    }))
    integration = optional(object({
      service          = string
      action           = string
      role_arn         = string
      request_template = string
      responses = map(object({
        pattern  = optional(string)
        template = string
        headers  = optional(map(string), {})
      }))
    }))
    authorization = optional(object({
      type          = optional(string)
      authorizer_id = optional(string)
      scopes        = optional(set(string))
    }))
    api_key_required     = optional(bool)
    timeout_milliseconds = optional(number)
    request = optional(object({
      models     = optional(map(string), {})
      parameters = optional(set(string), [])
    }))
  }))
  nullable = false

  validation {
    condition = alltrue([
      for method in values(var.methods) :
      length([for is_absent in [method.function == null, method.function_name == null, method.integration == null] : is_absent if !is_absent]) == 1
    ])
    error_message = "methods: a route needs one of function_name, function and integration: { function_name = module.get_movie.name }."
  }

  validation {
    condition = alltrue([
      for method in values(var.methods) : method.function_name == null ? true : can(regex("^[A-Za-z0-9_-]{1,64}$", method.function_name))
    ])
    error_message = "methods: function_name is the name of a function, without its ARN and alias: write module.get_movie.name."
  }

  validation {
    condition     = alltrue([for route in keys(var.methods) : can(regex("^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) /", route))])
    error_message = "methods: a key is the HTTP method in capitals (or ANY), one space and the path: \"GET /movies/{movieID}\"."
  }

  validation {
    condition = alltrue([for route in keys(var.methods) : can(regex(
      "^[A-Z]* (/|(/([A-Za-z0-9._~:-]+|\\{[A-Za-z0-9._-]+\\})){0,4}/([A-Za-z0-9._~:-]+|\\{[A-Za-z0-9._-]+\\+?\\}))$", route
    ))])
    error_message = "methods: a path is / or 1 to 5 levels: letters, digits and ._~:-, or a {parameter}, the last also {proxy+}: \"GET /files/{proxy+}\"."
  }

  # By place, "/movies/{}", the different paths to it.
  validation {
    condition = alltrue([for paths in values({ for path in flatten([for route in keys(var.methods) : [
      for depth in range(1, length(split("/", route)) + 1) : join("/", slice(split("/", route), 0, depth))
      ]]) : replace(replace(path, "/^[A-Z]* /", ""), "/\\{[^}]+\\}/", "{}") => replace(path, "/^[A-Z]* /", "")...
    }) : length(distinct(paths)) == 1])
    error_message = "methods: two parameters in the same place need one name: \"GET /movies/{movieID}\" and \"GET /movies/{movieID}/cast\"."
  }

  validation {
    condition     = var.cors == null || !anytrue([for route in keys(var.methods) : startswith(route, "OPTIONS ")])
    error_message = "methods: cors creates the OPTIONS methods: remove yours, or leave cors out."
  }

  validation {
    condition = alltrue(flatten([for method in values(var.methods) : [
      for model in values(try(method.request.models, {})) : contains(keys(var.models), model)
    ]]))
    error_message = "methods: request.models names a key of the variable models: models = { Movie = … } and { \"application/json\" = \"Movie\" }."
  }
}

variable "functions" {
  description = <<-EOT
    The functions that the routes name with function_name: functions = [module.get_movie, module.list_movies]. The stage waits for them
    and for the permissions to invoke them. For a function without module lambda: { function = { name = "get-movie", alias_name =
    aws_lambda_alias.live.name } }. Default: none.
  EOT
  type = list(object({
    function = object({
      name       = string
      alias_name = string
    })
  }))
  default  = []
  nullable = false

  validation {
    condition = alltrue([
      for name in compact(values(var.methods)[*].function_name) : contains(var.functions[*].function.name, name)
    ])
    error_message = <<-EOT
      functions lacks a function that a route of methods names with function_name: write functions = [module.get_movie], with every one.
    EOT
  }

  validation {
    condition     = alltrue([for each in var.functions : can(regex("^[A-Za-z0-9_-]{1,128}$", each.function.alias_name))])
    error_message = "functions: alias_name must be the name of an alias: write functions = [module.get_movie], or alias_name = \"live\"."
  }

  validation {
    condition     = length(distinct(var.functions[*].function.name)) == length(var.functions)
    error_message = "functions has a function twice: write each once, also if several routes name it."
  }
}
