"""``python -m gdrun`` is ``gdrun``."""

from gdrun.cli.start import main

if __name__ == "__main__":
    main()
