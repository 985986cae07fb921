
module "%{module}" {
  source = "%{source}"

  name = "${var.environment}-%{name}"
%{actions}
  # A queue for each function that receives the messages: { email = { consumer_timeout_seconds = 30 } }
  queues = {}
}
