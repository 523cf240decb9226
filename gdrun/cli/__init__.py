"""The command line: one file a command, which parses, makes one call, and renders."""
