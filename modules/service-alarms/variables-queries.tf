variable "log_group_names" {
  description = <<-EOT
    Present: names of the log groups of the service's functions, at most 50 (CloudWatch's limit), for saved queries in CloudWatch Logs
    Insights: <name>/errors, /slowest-spans, /latency and /cold-starts. Their lines are JSON. Default: none, and no queries.
  EOT
  type        = list(string)
  default     = []
  nullable    = false

  validation {
    condition = length(var.log_group_names) <= 50 && alltrue([
      for name in var.log_group_names : can(regex("^[A-Za-z0-9_/.#-]{1,512}$", name))
    ])
    error_message = "log_group_names must hold at most 50 names of log groups: write [module.get_movie.function.log_group_name]."
  }
}

variable "queries" {
  description = <<-EOT
    More saved queries in Logs Insights QL, by their name, of the same log groups; a name of the module's own replaces that one. Default: none.
  EOT
  type        = map(string)
  default     = {}
  nullable    = false

  validation {
    condition     = alltrue([for name, query in var.queries : can(regex("^[A-Za-z0-9_/-]{1,100}$", name)) && length(query) >= 1 && length(query) <= 10000])
    error_message = "queries: a name has 1 to 100 of A-Z a-z 0-9 _ / -, and a query 1 to 10,000 characters: { posts = \"filter method = 'POST'\" }."
  }

  validation {
    condition     = length(var.queries) == 0 || length(var.log_group_names) > 0
    error_message = "queries needs log_group_names, the log groups that they are about."
  }
}
