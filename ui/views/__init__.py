"""Widgets only, one module a room or sheet."""
