"""What pictures show, as plain numbers: frozen values that are made from records alone."""
