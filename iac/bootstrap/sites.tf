# Buckets, mainly of sites, and their CloudFront distributions.

locals {
  # The ARNs of CloudFront's resources have IDs, no names, and only a distribution has tags.
  cloudfront = { for kind in ["distribution", "origin-access-control", "response-headers-policy"] :
    kind => "arn:${local.partition}:cloudfront::${local.account_id}:${kind}/*"
  }

  # Functions have names.
  cloudfront_functions = { for environment in var.environments :
    environment => "arn:${local.partition}:cloudfront::${local.account_id}:function/${environment}-*"
  }

  site_reads = { for environment in var.environments : environment => [
    {
      actions   = ["cloudfront:GetDistribution", "cloudfront:ListTagsForResource"]
      resources = [local.cloudfront.distribution]
      condition = local.not_of_another[environment]
    },
    { actions = ["cloudfront:DescribeFunction", "cloudfront:GetFunction"], resources = [local.cloudfront_functions[environment]] },
    { actions = ["cloudfront:GetOriginAccessControl"], resources = [local.cloudfront.origin-access-control] },
    { actions = ["cloudfront:GetResponseHeadersPolicy"], resources = [local.cloudfront.response-headers-policy] },
    {
      actions = [
        "s3:GetAccelerateConfiguration",
        "s3:GetBucketAcl",
        "s3:GetBucketCORS",
        "s3:GetBucketLogging",
        "s3:GetBucketNotification",
        "s3:GetBucketObjectLockConfiguration",
        "s3:GetBucketOwnershipControls",
        "s3:GetBucketPolicy",
        "s3:GetBucketPublicAccessBlock",
        "s3:GetBucketRequestPayment",
        "s3:GetBucketTagging",
        "s3:GetBucketVersioning",
        "s3:GetBucketWebsite",
        "s3:GetEncryptionConfiguration",
        "s3:GetLifecycleConfiguration",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
      ]
      resources = ["arn:${local.partition}:s3:::${environment}-*"]
    },
    {
      # The initial metadata objects, which Terraform creates and reads.
      actions   = ["s3:GetObject", "s3:GetObjectTagging"]
      resources = ["arn:${local.partition}:s3:::${environment}-metadata-*/*.zip"]
    },
  ] }

  site_writes = { for environment in var.environments : environment => [
    {
      # A resource that is being created has no ARN yet, so these have no resource-level permissions:
      # https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazoncloudfront.html
      actions   = ["cloudfront:CreateDistribution"]
      resources = ["*"]
      condition = local.created[environment]
    },
    # These two have no tags.
    { actions = [for kind in ["OriginAccessControl", "ResponseHeadersPolicy"] : "cloudfront:Create${kind}"], resources = ["*"] },
    {
      actions   = ["cloudfront:DeleteDistribution", "cloudfront:UpdateDistribution"]
      resources = [local.cloudfront.distribution]
      condition = local.owned[environment]
    },
    {
      actions   = ["cloudfront:TagResource"]
      resources = [local.cloudfront.distribution]
      condition = local.tagged_on_creation[environment]
    },
    { actions = ["cloudfront:TagResource"], resources = [local.cloudfront.distribution], condition = local.retagged[environment] },
    { actions = ["cloudfront:UntagResource"], resources = [local.cloudfront.distribution], condition = local.untagged[environment] },
    {
      actions   = [for action in ["Create", "Delete", "Publish", "Update"] : "cloudfront:${action}Function"]
      resources = [local.cloudfront_functions[environment]]
    },
    {
      actions   = ["cloudfront:DeleteOriginAccessControl"]
      resources = [local.cloudfront.origin-access-control]
    },
    {
      actions   = ["cloudfront:DeleteResponseHeadersPolicy", "cloudfront:UpdateResponseHeadersPolicy"]
      resources = [local.cloudfront.response-headers-policy]
    },
    {
      actions = [
        "s3:CreateBucket",
        "s3:DeleteBucket",
        "s3:DeleteBucketPolicy",
        "s3:ListBucketVersions", # to empty a bucket that has force_destroy
        "s3:PutBucketNotification",
        "s3:PutBucketOwnershipControls",
        "s3:PutBucketPolicy",
        "s3:PutBucketPublicAccessBlock",
        "s3:PutBucketTagging",
        "s3:PutBucketVersioning",
        "s3:PutEncryptionConfiguration",
        "s3:PutLifecycleConfiguration",
      ]
      resources = ["arn:${local.partition}:s3:::${environment}-*"]
    },
    { actions = ["s3:DeleteObject", "s3:DeleteObjectVersion"], resources = ["arn:${local.partition}:s3:::${environment}-*/*"] },
    {
      actions   = ["s3:PutObject", "s3:PutObjectTagging"]
      resources = ["arn:${local.partition}:s3:::${environment}-metadata-*/*.zip"]
    },
  ] }
}
