"""Bytes to plain records and back: no file, no network."""
