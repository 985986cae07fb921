
module "%{module}_url" {
  source = "%{url}"

  function = module.%{module}
}
