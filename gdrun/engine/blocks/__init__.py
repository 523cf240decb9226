"""What steps are made of: products, softmax, transcendental functions, on pointers."""
