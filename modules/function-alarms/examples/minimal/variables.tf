variable "name" {
  description = "Name of the function, and prefix of every other name in this example."
  type        = string
  default     = "example-function-alarms"
}
