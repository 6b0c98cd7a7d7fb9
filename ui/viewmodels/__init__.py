"""State and actions for each room; QtCore only."""
