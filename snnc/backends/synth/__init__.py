"""What synthesis tools read: scripts, constraints, and a wrapper with few pins."""
