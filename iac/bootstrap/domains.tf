# Host names: their certificates, their records in Route 53, the keys of their mail, and the domain names of APIs.

locals {
  # CloudFront's certificates are in us-east-1. Their ARNs have an ID, no name.
  certificates = [for region in distinct([var.region, "us-east-1"]) :
    "arn:${local.partition}:acm:${region}:${local.account_id}:certificate/*"
  ]

  # A zone's ARN has an ID, and a zone may have the names of several environments.
  zones = "arn:${local.partition}:route53:::hostedzone/*"

  # The names of an environment, those that validate their certificates, _<digest>.<name>, and those of the keys of its mail.
  record_names = { for environment in var.environments : environment => sort(flatten([
    [for name in lookup(var.domain_names, environment, []) : [name, "_*.${name}"]],
    [for name in lookup(var.mail_domains, environment, []) : "*._domainkey.${name}"],
  ])) }

  domain_reads = { for environment in var.environments : environment => [
    {
      actions   = ["acm:DescribeCertificate", "acm:ListTagsForCertificate"]
      resources = local.certificates
      condition = local.not_of_another[environment]
    },
    {
      actions   = ["route53:GetChange", "route53:GetHostedZone", "route53:ListResourceRecordSets"]
      resources = [local.zones, "arn:${local.partition}:route53:::change/*"]
    },
  ] }

  domain_writes = { for environment in var.environments : environment => concat(
    [
      # A certificate that is being requested has no ARN yet.
      { actions = ["acm:RequestCertificate"], resources = ["*"], condition = local.created[environment] },
      { actions = ["acm:DeleteCertificate"], resources = local.certificates, condition = local.owned[environment] },
      { actions = ["acm:AddTagsToCertificate"], resources = local.certificates, condition = local.tagged_on_creation[environment] },
      { actions = ["acm:AddTagsToCertificate"], resources = local.certificates, condition = local.retagged[environment] },
      { actions = ["acm:RemoveTagsFromCertificate"], resources = local.certificates, condition = local.untagged[environment] },
    ],
    [for names in [local.record_names[environment]] : {
      # https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/specifying-conditions-route53.html
      actions   = ["route53:ChangeResourceRecordSets"]
      resources = [local.zones]
      condition = {
        "ForAllValues:StringLike" = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = names }
        Null                      = { "route53:ChangeResourceRecordSetsNormalizedRecordNames" = "false" }
      }
    } if length(names) > 0],
  ) }
}
