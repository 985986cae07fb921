module "name_in_capitals" {
  source = "../../../../../../modules/static-website"

  name = "Site"
}

module "domain_without_names" {
  source = "../../../../../../modules/static-website"

  name   = "site"
  domain = { names = [], certificate_arn = "arn:aws:acm:us-east-1:123456789012:certificate/1" }
}

module "domain_certificate_of_another_region" {
  source = "../../../../../../modules/static-website"

  name   = "site"
  domain = { names = ["example.com"], certificate_arn = "arn:aws:acm:eu-central-1:123456789012:certificate/1" }
}

module "pages_with_a_leading_slash" {
  source = "../../../../../../modules/static-website"

  name  = "site"
  pages = { not_found = "/404.html" }
}

module "immutable_paths_of_everything" {
  source = "../../../../../../modules/static-website"

  name            = "site"
  immutable_paths = ["*"]
}

module "content_security_policy_without_default" {
  source = "../../../../../../modules/static-website"

  name                    = "site"
  content_security_policy = "script-src 'self'"
}

module "price_class_unknown" {
  source = "../../../../../../modules/static-website"

  name        = "site"
  price_class = "100"
}

module "access_log_bucket_is_a_name" {
  source = "../../../../../../modules/static-website"

  name       = "site"
  access_log = { bucket_domain_name = "log" }
}

module "noncurrent_version_days_none" {
  source = "../../../../../../modules/static-website"

  name                    = "site"
  noncurrent_version_days = 0
}
