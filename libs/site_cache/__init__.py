"""CloudFront's caches of a site in a bucket: which files have changed, and their invalidation."""
