"""Tables for a person, as wide as there is place."""
