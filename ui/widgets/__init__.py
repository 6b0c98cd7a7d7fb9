"""Our own small kit of painted widgets."""
