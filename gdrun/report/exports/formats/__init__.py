"""The formats of exports: each module here is one, and is found by being here."""
