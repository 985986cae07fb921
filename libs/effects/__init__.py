"""Effects outside of AWS's transactions, such as e-mails: once for each event, however often it is delivered."""
