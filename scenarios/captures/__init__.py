"""What customers captured: read from their logs, rebuilt into a company file, played again against the connector."""
