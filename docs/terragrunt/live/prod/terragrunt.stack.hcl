unit "events" {
  source = "../../units/events"
  path   = "events"
  values = { slipway = "v0.2.0", stage = "prod", retention_days = 14 }
}

unit "undelivered" {
  source = "../../units/undelivered"
  path   = "undelivered"
  values = { slipway = "v0.2.0", stage = "prod" }
}
