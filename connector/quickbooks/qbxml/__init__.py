"""qbXML: what is sent to QuickBooks, and what it answers."""
