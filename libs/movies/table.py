"""The table of movies: one client for a function's whole life, made while Lambda still bursts its CPU."""

import boto3

from runtime.sdk import CONFIG
from runtime.settings import setting

TABLE = setting("MOVIES_TABLE")

dynamodb = boto3.client("dynamodb", config=CONFIG)
