output "name" {
  description = "Name of the table."
  value       = module.table.name
}
