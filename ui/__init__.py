"""What is seen: all Qt."""
