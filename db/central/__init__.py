"""The store of central records."""
