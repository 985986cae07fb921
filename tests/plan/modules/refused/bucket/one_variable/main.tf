module "name_prefix_in_capitals" {
  source = "../../../../../../modules/bucket"

  name_prefix = "Movies-"
}

module "name_prefix_that_leaves_no_room_for_26_characters" {
  source = "../../../../../../modules/bucket"

  name_prefix = "a-prefix-of-thirty-eight-characters-0-"
}

module "expiration_of_half_a_day" {
  source = "../../../../../../modules/bucket"

  name_prefix = "movies-"
  expiration  = { days = 0.5 }
}

module "expiration_of_old_versions_at_once" {
  source = "../../../../../../modules/bucket"

  name_prefix = "movies-"
  expiration  = { noncurrent_days = 0 }
}

module "policy_is_a_statement" {
  source = "../../../../../../modules/bucket"

  name_prefix = "movies-"
  policy      = jsonencode({ Effect = "Allow", Principal = "*", Action = "s3:GetObject", Resource = "*" })
}

module "policy_is_no_json" {
  source = "../../../../../../modules/bucket"

  name_prefix = "movies-"
  policy      = "public-read"
}

module "kms_key_arn_of_an_alias" {
  source = "../../../../../../modules/bucket"

  name_prefix = "movies-"
  kms_key_arn = "arn:aws:kms:eu-central-1:123456789012:alias/movies"
}
