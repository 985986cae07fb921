
module "%{module}_queue" {
  source = "%{mapping}"

  function = module.%{module}
  sqs      = { queue_arn = %{arn} }
}
