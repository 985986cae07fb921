
module "%{module}" {
  source = "%{source}"

  name = "${var.environment}-%{name}"
%{alarms}
  # A queue for each function that receives the messages: { email = { consumer_timeout_seconds = 30 } }
  queues = {}
}
