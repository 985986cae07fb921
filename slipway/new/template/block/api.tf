
module "%{module}" {
  source = "%{source}"

  name = "${var.environment}-%{name}"
%{alarms}%{log}
  methods = {
  }
}
