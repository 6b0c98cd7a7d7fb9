"""One operation of every type and version that was ever released, kept for ever."""
