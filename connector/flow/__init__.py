"""The road a document travels, one module per stretch. It knows ports, never an adapter."""
