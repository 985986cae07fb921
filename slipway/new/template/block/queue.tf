
module "%{module}" {
  source = "%{source}"

  name                     = "${var.environment}-%{name}"
  consumer_timeout_seconds = 30 # of the function that reads it
%{alarms}}
