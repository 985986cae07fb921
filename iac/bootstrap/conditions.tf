# Most ARNs contain a name that begins with the environment. Where they contain an ID, the environment is in the tag Environment, which
# every stack's provider sets (default_tags): the roles create a resource only with the tag, and change it only if it has the tag.

locals {
  created = { for environment in var.environments : environment => {
    StringEquals = { "aws:RequestTag/Environment" = environment }
  } }

  owned = { for environment in var.environments : environment => {
    StringEquals = { "aws:ResourceTag/Environment" = environment }
  } }

  # What doesn't exist has no tag: Terraform must find out that it is gone. For the same reason only reads have this condition, and uses
  # of what an account has in common.
  not_of_another = { for environment in var.environments : environment => {
    StringEqualsIfExists = { "aws:ResourceTag/Environment" = environment }
  } }

  # Tags of what is being created, which some services authorize as a second action on a resource without tags.
  tagged_on_creation = { for environment in var.environments : environment => {
    StringEquals = { "aws:RequestTag/Environment" = environment }
    Null         = { "aws:ResourceTag/Environment" = "true" }
  } }

  retagged = { for environment in var.environments : environment => {
    StringEquals         = { "aws:ResourceTag/Environment" = environment }
    StringEqualsIfExists = { "aws:RequestTag/Environment" = environment }
  } }

  untagged = { for environment in var.environments : environment => merge(local.owned[environment], {
    "ForAllValues:StringNotEquals" = { "aws:TagKeys" = ["Environment"] }
  }) }
}
