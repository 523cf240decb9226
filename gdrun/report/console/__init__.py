"""Where output goes: streams, and progress on them."""
