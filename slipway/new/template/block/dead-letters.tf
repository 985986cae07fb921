
module "%{module}_dead_letters" {
  source = "%{deadletters}"

  name = "${var.environment}-%{name}-dead-letter"
%{alarms}}
