unit "events" {
  source = "../../units/events"
  path   = "events"
  values = { slipway = "v0.2.0", stage = "dev", retention_days = 4 }
}

unit "undelivered" {
  source = "../../units/undelivered"
  path   = "undelivered"
  values = { slipway = "v0.2.0", stage = "dev" }
}
