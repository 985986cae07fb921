variable "region" {
  description = <<-EOT
    AWS region of the buckets, and of the resources whose ARNs the roles' permissions name, for example eu-central-1. It limits neither
    IAM, S3 and CloudFront, whose ARNs have no region, nor actions without resource-level permissions.
  EOT
  type        = string
  default     = "eu-central-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "region must be the name of an AWS region: write, for example, eu-central-1."
  }
}

variable "name" {
  description = <<-EOT
    Prefix of every name in this configuration: 1 to 20 lower-case letters, digits and hyphens. The buckets' names continue with
    the account and the region.
  EOT
  type        = string
  default     = "slipway"

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$", var.name))
    error_message = "name must be 1 to 20 of a-z 0-9 -, beginning with a letter and not ending with a hyphen: write, for example, slipway."
  }
}

variable "github_subject_prefixes" {
  description = <<-EOT
    How the subject of GitHub's tokens for the repository begins: repo:ORG/REPO, or repo:ORG@ID/REPO@ID for a repository created
    or renamed on or after 2026-07-15. Set both while it changes from one to the other:
    https://docs.github.com/actions/concepts/security/openid-connect
  EOT
  type        = set(string)

  validation {
    condition     = length(var.github_subject_prefixes) > 0
    error_message = "github_subject_prefixes must hold at least one: write, for example, [\"repo:example/movies\"]."
  }

  validation {
    condition = alltrue([
      for prefix in var.github_subject_prefixes :
      can(regex("^repo:(?:[A-Za-z0-9-]+/[A-Za-z0-9._-]+|[A-Za-z0-9-]+@[0-9]+/[A-Za-z0-9._-]+@[0-9]+)$", prefix))
    ])
    error_message = <<-EOT
      github_subject_prefixes must be repo:ORG/REPO or repo:ORG@ID/REPO@ID, without wildcards: write, for example, "repo:example/movies" or
      "repo:example@1234/movies@5678".
    EOT
  }
}

variable "branch" {
  description = <<-EOT
    The branch whose jobs may apply and deploy. Its jobs without an environment may assume the plan roles, for the plan before an
    apply and for scheduled drift detection.
  EOT
  type        = string
  default     = "main"

  validation {
    condition     = can(regex("^[A-Za-z0-9._/-]+$", var.branch))
    error_message = "branch must be the name of one branch, without wildcards: write, for example, main."
  }
}

variable "environments" {
  description = <<-EOT
    The environments in this account, of GitHub and of the stacks. Best one: AWS can't separate all resources of two environments in
    one account (README). Each has its own plan, apply and deploy role, which may use only resources named <environment>-… or tagged
    with the environment.
  EOT
  type        = set(string)
  default     = ["dev"]

  validation {
    condition = length(var.environments) > 0 && alltrue([
      for name in var.environments : can(regex("^[a-z][a-z0-9-]{0,18}[a-z0-9]$|^[a-z]$", name))
    ])
    error_message = <<-EOT
      environments must hold names of 1 to 20 of a-z 0-9 -, beginning with a letter and not ending with a hyphen: write, for example,
      ["dev", "prod"].
    EOT
  }

  validation {
    condition     = alltrue([for pair in setproduct(var.environments, var.environments) : !startswith(pair[1], "${pair[0]}-")])
    error_message = <<-EOT
      environments: none may be the beginning of another one up to a hyphen, as its roles could use the other's resources: write, for
      example, ["dev", "prod"], not ["dev", "dev-2"].
    EOT
  }

  validation {
    condition = alltrue([
      for name in var.environments : !startswith("${name}-", "${var.name}-") && !startswith("${var.name}-", "${name}-")
    ])
    error_message = <<-EOT
      environments: none may begin with name, nor name with one, as its apply role could change the buckets of this configuration: choose
      another name.
    EOT
  }
}

variable "pull_request_environments" {
  description = <<-EOT
    The environments whose plan role pull requests of the repository may assume, before anyone has reviewed them. Such a pull request
    can read the settings of the environment's resources, the environment variables of its functions, and its states. The names of
    environments in other accounts have no effect. Default ["dev"].
  EOT
  type        = set(string)
  default     = ["dev"]
  nullable    = false
}

variable "build_environments" {
  description = <<-EOT
    The environments whose pipeline in AWS, iac/delivery, plans and applies stacks. Each gets two roles, which only builds of the projects
    <environment>-delivery-plan and <environment>-delivery-apply may assume. Default: none.
  EOT
  type        = set(string)
  default     = []
  nullable    = false

  validation {
    condition     = length(setsubtract(var.build_environments, var.environments)) == 0
    error_message = "build_environments must be of environments: write, for example, [\"dev\"]."
  }
}

variable "vpc_ids" {
  description = <<-EOT
    The VPCs that an environment's functions and builds may be attached to: { prod = ["vpc-0123456789abcdef0"] }. Default: none.
  EOT
  type        = map(set(string))
  default     = {}
  nullable    = false

  validation {
    condition     = length(setsubtract(keys(var.vpc_ids), var.environments)) == 0
    error_message = "vpc_ids: a key must be one of environments: write, for example, { prod = [\"vpc-0123456789abcdef0\"] }."
  }

  validation {
    condition     = alltrue([for id in flatten([for ids in values(var.vpc_ids) : tolist(ids)]) : can(regex("^vpc-[0-9a-f]+$", id))])
    error_message = "vpc_ids must hold IDs of VPCs: write, for example, { prod = [\"vpc-0123456789abcdef0\"] }."
  }
}

variable "oidc_provider_arn" {
  description = "ARN of the account's OIDC provider for GitHub Actions, if it exists: an account has at most one. Default: it is created."
  type        = string
  default     = null

  validation {
    condition = var.oidc_provider_arn == null ? true : can(regex(
      "^arn:aws[a-z-]*:iam::[0-9]{12}:oidc-provider/token\\.actions\\.githubusercontent\\.com$", var.oidc_provider_arn
    ))
    error_message = <<-EOT
      oidc_provider_arn must be the ARN of the provider for https://token.actions.githubusercontent.com: write, for example,
      arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com.
    EOT
  }
}

variable "budget" {
  description = <<-EOT
    Monthly budget of the account's costs.
    - emails: addresses that receive a mail when the limit is exceeded, 1 to 10 (AWS's limit per notification).
    - limit_usd: limit in US dollars. Default 0.01, so that the first cent sends a mail.
  EOT
  type = object({
    emails    = set(string)
    limit_usd = optional(number, 0.01)
  })

  validation {
    condition = length(var.budget.emails) >= 1 && length(var.budget.emails) <= 10 && alltrue([
      for address in var.budget.emails : can(regex("^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", address))
    ])
    error_message = "budget.emails must hold 1 to 10 e-mail addresses: write, for example, [\"owner@example.com\"]."
  }

  validation {
    condition     = var.budget.limit_usd > 0
    error_message = "budget.limit_usd must be more than 0 US dollars: write, for example, 0.01."
  }
}
