"""What networks look like from outside: paths through the loss, its surface, and decisions."""
