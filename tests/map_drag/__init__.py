"""A window with the map in a process of its own, for the benchmark of the map."""
