"""What the coordinator does: no Qt, no SQL."""
