"""IAM checks that patches and services share: authorization, resource ARNs, callers, service roles."""
