"""The central records server."""
