"""The company file: lists, transactions and their links, ids, stamps and preferences."""
