"""Pure rules, one noun a module."""
