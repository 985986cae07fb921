
module "%{module}_schedule" {
  source = "%{schedule}"

  name       = "${var.environment}-%{name}-schedule"
  expression = "%{source}"
  function   = module.%{function}
%{alarms}%{role}}
