"""The central records server: the same operations, numbered, receipted and handed on."""
