"""What is kept: all SQL."""
