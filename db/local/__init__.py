"""The encrypted store of one laptop."""
