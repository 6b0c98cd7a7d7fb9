"""A whole force in one process: laptops, central and a network that fails, the same for the same seed."""
