"""A tile of rows through the layers: forward, and the gradient back."""
