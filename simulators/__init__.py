"""The fake machines: a JAGGAER tenant and a Windows PC with QuickBooks. They know nothing of the connector."""
