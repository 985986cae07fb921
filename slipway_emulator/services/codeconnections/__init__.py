"""CodeConnections inside the local AWS: connections and hosts, and git repositories of this machine behind them."""
