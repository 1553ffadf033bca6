"""QuickBooks' languages: qbXML and the Web Connector. Pure: text in, values out, and back."""
