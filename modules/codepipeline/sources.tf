locals {
  source_actions = [
    for key, source in var.sources : {
      name            = key
      category        = "Source"
      owner           = "AWS"
      provider        = source.github != null ? "CodeStarSourceConnection" : source.s3 != null ? "S3" : "ECR"
      run_order       = 1
      inputs          = []
      outputs         = [key]
      namespace       = key
      timeout_minutes = null
      configuration = merge(concat(
        [for github in source.github[*] : {
          ConnectionArn        = github.connection_arn
          FullRepositoryId     = github.repository
          BranchName           = github.branch
          OutputArtifactFormat = "CODE_ZIP"
          # With a trigger, the trigger detects changes: both would start the pipeline for a push to the branch.
          DetectChanges = tostring(github.detect_changes && !contains(keys(local.triggers), key))
        }],
        [for s3 in source.s3[*] : {
          S3Bucket             = split(":::", s3.bucket_arn)[1]
          S3ObjectKey          = s3.key
          PollForSourceChanges = "false" # its event rule starts the pipeline, within seconds
        }],
        [for ecr in source.ecr[*] : {
          RepositoryName = split(":repository/", ecr.repository_arn)[1]
          ImageTag       = ecr.tag
        }],
      )...)
    }
  ]
}
