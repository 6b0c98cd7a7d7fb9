"""Use cases, one area a module, one transaction a method."""
