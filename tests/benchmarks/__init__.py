"""How fast it is, each figure against the limit that an officer would notice; run by ``dev.py bench``."""
