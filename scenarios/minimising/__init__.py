"""From what went wrong to the least that makes it go wrong: a story, made smaller, and a test of it."""
