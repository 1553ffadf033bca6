"""The steps that bring an older database to the newest schema, never changed once released."""
