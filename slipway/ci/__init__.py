"""Commands for the delivery workflows that are too complex for YAML: plans, applies, pull request comments, issues."""
