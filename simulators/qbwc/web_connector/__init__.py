"""The Web Connector: its calls in its order, its locks, the registration of an application."""
