"""Pictures of experiments: what is shown comes as plain numbers, and is only drawn here."""
