"""IAM checks shared by patches and services: authorization, resource ARNs, callers and service roles."""
