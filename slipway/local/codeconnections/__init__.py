"""CodeConnections inside the local AWS: connections and hosts, and git repositories of this machine behind them."""

from slipway.local.codeconnections.repositories import find, register

__all__ = ["find", "register"]
