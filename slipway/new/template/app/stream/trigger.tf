
module "%{module}_stream" {
  source = "%{mapping}"

  function = module.%{module}
%{alarms}
  dynamodb = {
    stream_arn     = %{arn}
    on_failure_arn = module.%{module}_dead_letters.arn
  }
}
