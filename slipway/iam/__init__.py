"""What roles are granted, compared with the calls that the local AWS has decided about."""
