"""CodeConnections: connections and hosts, backed by git repositories on this machine."""
