"""The nouns both systems share: pure values that import nothing of ours but errors."""
