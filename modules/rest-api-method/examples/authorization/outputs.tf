output "fingerprints" {
  description = "Fingerprints of the methods."
  value       = [module.open.fingerprint, module.iam.fingerprint, module.cognito.fingerprint, module.custom.fingerprint]
}
