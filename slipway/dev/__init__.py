"""`slipway dev`: deploys what is saved to the local AWS, and follows the logs of the functions."""
