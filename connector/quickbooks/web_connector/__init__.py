"""The Web Connector: its calls, its session, its error codes, its .qwc file."""
