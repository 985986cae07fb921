locals {
  github = { for key, source in var.sources : key => source.github if source.github != null }
  s3     = { for key, source in var.sources : key => source.s3 if source.s3 != null }
  ecr    = { for key, source in var.sources : key => source.ecr if source.ecr != null }

  # CodePipeline allows one trigger per source, with at most 3 filters each for pushes and pull requests, one of which must match.
  # A filter has tags, or branches with or without file paths, with at most 8 patterns to include of each:
  # https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-filter.html
  no_patterns = { includes = [], excludes = [] }
  triggers = {
    for key, github in local.github : key => {
      for event, filters in { push = github.push, pull_request = github.pull_request } : event => flatten([
        for filter in filters : concat(
          length(concat(filter.branches.includes, filter.branches.excludes)) == 0 ? [] : [
            for pair in setproduct(
              coalescelist(chunklist(filter.branches.includes, 8), [[]]),
              coalescelist(chunklist(filter.file_paths.includes, 8), [[]]),
              ) : {
              events     = try(filter.events, [])
              branches   = { includes = pair[0], excludes = filter.branches.excludes }
              file_paths = { includes = pair[1], excludes = filter.file_paths.excludes }
              tags       = local.no_patterns
            }
          ],
          length(concat(try(filter.tags.includes, []), try(filter.tags.excludes, []))) == 0 ? [] : [
            for tags in coalescelist(chunklist(filter.tags.includes, 8), [[]]) : {
              events     = []
              branches   = local.no_patterns
              file_paths = local.no_patterns
              tags       = { includes = tags, excludes = filter.tags.excludes }
            }
          ],
        )
      ])
    } if length(github.push) + length(github.pull_request) > 0
  }
}
