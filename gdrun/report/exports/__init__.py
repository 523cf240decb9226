"""An experiment in the forms that other programs read."""
